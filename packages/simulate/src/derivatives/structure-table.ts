import type { PlanDerivative } from '@braggsim/core/kernel';
import type { SimulationInputs } from '@braggsim/experiment';
import { STRUCTURE_TABLE, structureGrid } from '@braggsim/reflections';
import { planByEnergy } from '@braggsim/reflections/by-energy';
import type { BuiltPlan } from '../plan';

/**
 * Returns the derivative of the table of structure factors with respect to the amplitude of what the list does not have: 1 in the holes
 * of a table of amplitudes and around it, 0 elsewhere. Empty for other parameters, and without a table.
 *
 * @param defaultF that amplitude
 */
export function structureTableSlope(
  name: string,
  { reflections, byEnergy }: SimulationInputs,
  { plan }: BuiltPlan,
  defaultF: number,
): Pick<PlanDerivative, 'tables'> {
  if (name !== 'structureFactors.default' || !plan.fixed.tables[STRUCTURE_TABLE]) return {};
  // Tables by energy hold squares of it at most, so that this difference is exact.
  if (byEnergy) return { tables: { [STRUCTURE_TABLE]: half(byEnergyAt(defaultF + 1), byEnergyAt(defaultF - 1)) } };
  if (!reflections) return {};
  const [zero, one] = [structureGrid(reflections, 0).values, structureGrid(reflections, 1).values];
  return { tables: { [STRUCTURE_TABLE]: one.map((value, i) => value - (zero[i] as number)) } };

  function byEnergyAt(amplitude: number): Float64Array {
    return planByEnergy(byEnergy as NonNullable<typeof byEnergy>, amplitude).table.values;
  }
}

/** Returns half the difference of two tables. */
const half = (up: Float64Array, down: Float64Array): Float64Array =>
  up.map((value, i) => (value - (down[i] as number)) / 2);
