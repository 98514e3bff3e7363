import { type Term, type TermRequest, usageError } from '@braggsim/core';
import type { Registry, TablePlan } from '@braggsim/core/kernel';
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
 * What a structure term of this package is asked for with.
 *
 * @param table of amplitudes; not looked at by `uniform`
 * @throws BraggsimError (`usage`) for a term that looks amplitudes up where there is no table
 */
export function structureRequest(
  interpolation: Interpolation,
  defaultF: number,
  table: Pick<TablePlan, 'layout'> | undefined,
): TermRequest {
  if (interpolation === 'uniform') return { params: { amplitude: defaultF } };
  if (!table) throw usageError(`'${interpolation}' looks structure factors up, and there is no table of them`);
  return { specialization: { table: table.layout } };
}
