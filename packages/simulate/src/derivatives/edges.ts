import { usageError } from '@braggsim/core';
import { type PlanDerivative, termOf } from '@braggsim/core/kernel';
import type { Stages } from '@braggsim/experiment';
import type { BuiltPlan } from '../plan';

/**
 * Refuses derivatives of a shape that jumps at its edge, with respect to whatever moves or changes its spots.
 *
 * @throws BraggsimError (`usage`) that names the parameter and the shape
 */
export async function refuseEdges(derivative: PlanDerivative, { plan }: BuiltPlan, { terms }: Stages): Promise<void> {
  const { panels, sources, lattice, orientations, shape, name } = derivative;
  if (!(panels || sources || lattice || orientations || shape)) return;
  const { id } = plan.fixed.shape;
  if (!(await termOf(terms, 'shape', id)).hasEdges) return;
  throw usageError({
    message: `there is no derivative with respect to ${name}: the spots of the shape '${id}' jump at their edges; take gauss or another shape`,
    expected: 'a shape without edges',
    found: id,
  });
}
