import { type Registry, type TablePlan, type Term, type TermPlan, usageError } from '@braggsim/core';
import type { Interpolation } from './interpolation';
import { nearest } from './nearest';
import { tricubic } from './tricubic';
import { uniform } from './uniform';

/** Terms that give squared structure amplitudes, by `Interpolation`. */
export const reflectionTerms: Registry<Term> = new Map<string, () => Term>([
  [nearest.id, () => nearest],
  [tricubic.id, () => tricubic],
  [uniform.id, () => uniform],
]);

/**
 * The structure term of a plan.
 *
 * @param table of amplitudes; not looked at by `uniform`
 */
export function structurePlan(
  interpolation: Interpolation,
  defaultF: number,
  table: Pick<TablePlan, 'layout'> | undefined,
): TermPlan {
  if (interpolation === 'uniform') {
    return { id: uniform.id, version: uniform.version, constants: { amplitude: defaultF }, choices: {} };
  }
  if (!table) throw usageError(`'${interpolation}' looks structure factors up, and there is no table of them`);
  const { id, version } = interpolation === 'nearest' ? nearest : tricubic;
  return { id, version, constants: {}, choices: { table: table.layout } };
}
