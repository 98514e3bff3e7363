import type { FixedPlan } from '@braggsim/core/kernel';
import type { PlanTerms } from './terms';

/** Half extents of the spots of a plan on the reduced indices, up to its cutoff; undefined for shapes of unlimited extent. */
export const shapeReach = (
  { shape, spotCutoff }: Pick<FixedPlan, 'shape' | 'spotCutoff'>,
  terms: Pick<PlanTerms, 'shape'>,
): readonly number[] | undefined => terms.shape.reach?.(shape.constants, shape.specialization, spotCutoff);
