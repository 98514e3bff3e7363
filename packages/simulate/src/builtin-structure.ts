import { type TermRequest, type TermSpecialization, usageError } from '@braggsim/core';
import type { TablePlan } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { spotBFactor } from '@braggsim/lattice';
import { chooseInterpolation, dampedId, type Interpolation, structureRequest } from '@braggsim/reflections';

/**
 * Chooses the built-in structure term of an experiment, and its request.
 *
 * @param table of amplitudes; absent where there is neither a list nor a model
 * @param byEnergy the term of amplitudes that depend on energy, and where its table has them
 * @throws BraggsimError (`usage`) for a B factor of spots beside a structure term of a plug-in, and beside neighbours
 * and diffuse scattering
 */
export function builtinStructure(
  { structureFactors = {}, crystal }: Pick<Experiment, 'structureFactors' | 'crystal'>,
  table: Pick<TablePlan, 'layout'> | undefined,
  byEnergy?: { readonly id: string; readonly specialization: TermSpecialization },
): { readonly id: string; readonly request: TermRequest } {
  const { default: defaultF = 0, interpolation, structure } = structureFactors;
  const bFactorA2 = spotBFactor(crystal);
  if (bFactorA2 > 0 && structure !== undefined) {
    throw usageError(
      'crystal.bFactorA2 and crystal.resolutionA need the structure factors of a list, a model or a default amplitude; leave structureFactors.structure out',
    );
  }
  const other = (crystal?.neighbours ?? 0) > 0 ? 'neighbours' : crystal?.diffuse && 'diffuse';
  if (bFactorA2 > 0 && other) {
    throw usageError(
      `crystal.bFactorA2 and crystal.resolutionA are for Bragg scattering of the nearest reflection alone; leave crystal.${other} out`,
    );
  }
  const chosen = byEnergy?.id ?? chooseInterpolation(interpolation, crystal?.cells, table !== undefined, crystal);
  const request: TermRequest = byEnergy
    ? { specialization: byEnergy.specialization }
    : structureRequest(chosen as Interpolation, defaultF, table);
  if (bFactorA2 === 0) return { id: chosen, request };
  return { id: dampedId(chosen), request: { ...request, params: { ...request.params, bFactorA2 } } };
}
