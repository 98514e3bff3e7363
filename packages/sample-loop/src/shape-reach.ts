import type { FixedPlan } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import type { RunningLoops } from './running-loops';
import type { PlanTerms } from './terms';

/** Half the distance of two spots, in index units: spots that reach farther are everywhere. */
export const HALF_SPACING = 0.5;

type Subject = {
  readonly fixed: Pick<FixedPlan, 'shape' | 'scatters' | 'spotCutoff' | 'band'>;
  readonly terms: Pick<PlanTerms, 'shape'>;
};

/** Half extents of the spots of a plan on the reduced indices, up to its cutoff; undefined for shapes of unlimited extent. */
export const shapeReach = (
  { shape, spotCutoff }: Subject['fixed'],
  terms: Subject['terms'],
): readonly number[] | undefined => terms.shape.reach?.(shape.constants, shape.specialization, spotCutoff);

/** Whether nothing scatters beyond the reach of the spots, which is that of one wavelength, and whether that leaves room between them. */
export const isCompact = ({ fixed, terms }: Subject): boolean =>
  !fixed.band && (fixed.scatters ?? []).length === 0 && (shapeReach(fixed, terms) ?? []).some((r) => r < HALF_SPACING);

/** Whether samples beyond the reach of their spot are left out: where a cutoff allows it, and for channels of a spectrum, of which few are near a spot. That depends on the size of the crystal too. */
export const hasSpotLimit = (subject: Subject, { channels }: Pick<RunningLoops, 'channels'>): boolean =>
  (subject.fixed.spotCutoff !== undefined || channels !== undefined) && isCompact(subject);

/** Makes a node that is above zero where all reduced indices are within the reach of the spots. */
export function withinReach(g: Graph, m: Calculator<Node>, offsets: Triple<Node>): Node {
  const [h, k, l] = offsets.map((offset, i) => m.minus(g.input(`reach.${i}`, NO_LOOPS), m.abs(m.narrow(offset)))) as [
    Node,
    Node,
    Node,
  ];
  return m.smaller(h, m.smaller(k, l));
}
