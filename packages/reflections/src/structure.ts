import { type Term, type TermRequest, usageError } from '@braggsim/core';
import type { Registry, TablePlan } from '@braggsim/core/kernel';
import { termsByEnergy } from './by-energy/terms';
import { dampedTerms } from './damped';
import type { Interpolation } from './interpolation';
import { nearest } from './nearest';
import { tricubic } from './tricubic';
import { uniform } from './uniform';

/** The terms that give squared structure amplitudes, by `Interpolation`. */
export const reflectionTerms: Registry<Term> = new Map<string, () => Term>([
  [nearest.id, () => nearest],
  [tricubic.id, () => tricubic],
  [uniform.id, () => uniform],
  ...dampedTerms.map((term) => [term.id, () => term] as const),
  ...termsByEnergy.map((term): [string, () => Term] => [term.id, () => term]),
]);

/**
 * Builds the request for a structure term of this package.
 *
 * @param table of amplitudes; `uniform` ignores it
 * @throws BraggsimError (`usage`) for a term that looks up amplitudes when there is no table
 */
export function structureRequest(
  interpolation: Interpolation,
  defaultF: number,
  table: Pick<TablePlan, 'layout'> | undefined,
): TermRequest {
  if (interpolation === 'uniform') return { params: { amplitude: defaultF } };
  if (!table) throw usageError(`'${interpolation}' needs a table of structure factors, found none`);
  return { specialization: { table: table.layout } };
}
