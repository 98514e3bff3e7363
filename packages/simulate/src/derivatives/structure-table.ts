import type { PlanDerivative } from '@braggsim/core/kernel';
import type { SimulationInputs } from '@braggsim/experiment';
import { STRUCTURE_TABLE, structureGrid } from '@braggsim/reflections';
import type { BuiltPlan } from '../plan';

/**
 * The derivative of the table of structure factors with respect to the amplitude of what the list does not have: 1 in the holes
 * of the table and around it, 0 elsewhere. Empty for other parameters, and without a table.
 */
export function structureTableSlope(
  name: string,
  { reflections }: SimulationInputs,
  { plan }: BuiltPlan,
): Pick<PlanDerivative, 'tables'> {
  if (name !== 'structureFactors.default' || !reflections || !plan.fixed.tables[STRUCTURE_TABLE]) return {};
  const [zero, one] = [structureGrid(reflections, 0).values, structureGrid(reflections, 1).values];
  return { tables: { [STRUCTURE_TABLE]: one.map((value, i) => value - (zero[i] as number)) } };
}
