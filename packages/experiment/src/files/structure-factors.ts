import { usageError, type Warning } from '@braggsim/core';
import type { Reflections } from '@braggsim/reflections';
import type { FactorsByEnergy } from '@braggsim/reflections/by-energy';
import type { SpaceGroup } from '@braggsim/reflections/files';
import { withCell } from '../crystals';
import type { Experiment } from '../experiment';
import { checkParticle } from '../particle';
import type { InputFiles } from './input-files';
import { loadSpectrum, wavelengthA } from './load-inputs';
import { modelFactors, withoutLimit } from './model-factors';
import { readList } from './read-list';

/** Structure amplitudes of an experiment, and what their file says about the crystal. */
export interface LoadedStructureFactors {
  /** The experiment with the unit cell of the file where it has none of its own. */
  readonly experiment: Experiment;
  readonly reflections?: Reflections;
  /** Structure factors that depend on energy, in place of the list. */
  readonly byEnergy?: FactorsByEnergy;
  /** Space group of the file. */
  readonly spaceGroup?: SpaceGroup;
  readonly warnings: readonly Warning[];
}

/**
 * Reads the structure factors that an experiment names, of any format, or calculates them from its model with the
 * anomalous scattering of its wavelength, or for electrons. Formats other than text are loaded when first met.
 *
 * @throws BraggsimError (`data`), (`usage`) for a model without resolution limit or beside a list
 */
export async function loadStructureFactors(files: InputFiles, experiment: Experiment): Promise<LoadedStructureFactors> {
  const { file, model, cache, column, intensities, dMinA } = experiment.structureFactors ?? {};
  if (file && model) throw usageError(`give a list of structure factors (${file}) or a model (${model}), not both`);
  if (cache !== undefined && model) {
    throw usageError(
      `structureFactors.cache (${cache}) is of a list of structure factors, and those of a model (${model}) are calculated; leave one of them out`,
    );
  }
  if (column !== undefined && !file) throw usageError('--column chooses from a list of structure factors: give --hkl');
  if (intensities && !file) throw usageError('--intensities is about a list of intensities: give --hkl');
  if (dMinA !== undefined && !model) {
    throw usageError('--dmin is how far a --model is calculated; sampling.dMinA leaves samples out');
  }
  const { anomalous, channels, phaseColumn } = experiment.structureFactors ?? {};
  if (phaseColumn !== undefined && !anomalous) {
    throw usageError(
      'structureFactors.phaseColumn is for structureFactors.anomalous, which is not given; leave it out',
    );
  }
  if (anomalous || channels) {
    checkParticle(experiment);
    const { loadByEnergy } = await import('./factors-by-energy');
    const { cell, ...loaded } = await loadByEnergy(files, experiment, experiment.structureFactors ?? {});
    return { experiment: withCell(experiment, cell), ...loaded };
  }
  if (model) return fromModel(files, experiment, model);
  if (!file) return { experiment, warnings: [] };
  const read = await readList(files, file, { column, intensities });
  const warnings = (read.warnings ?? []).map((message) => ({ id: 'reflection-file', message: `${file}: ${message}` }));
  return {
    experiment: withCell(experiment, read.cell),
    reflections: read.reflections,
    ...(read.spaceGroup && { spaceGroup: read.spaceGroup }),
    warnings,
  };
}

/**
 * Reads the list or the model that an experiment names without calculating anything.
 *
 * @throws BraggsimError as `loadStructureFactors` for what the file holds
 */
export async function checkStructureFactorFile(
  files: InputFiles,
  { structureFactors = {} }: Experiment,
): Promise<void> {
  const { file, model, column, intensities, dMinA } = structureFactors;
  if (model) {
    if (dMinA === undefined) throw withoutLimit(model);
    const { readModel } = await import('@braggsim/reflections/coordinates');
    readModel(files.unpacked(model, 'model'), model);
  } else if (file) {
    await readList(files, file, { column, intensities });
  }
}

async function fromModel(files: InputFiles, experiment: Experiment, name: string): Promise<LoadedStructureFactors> {
  const dMinA = experiment.structureFactors?.dMinA;
  if (dMinA === undefined) throw withoutLimit(name);
  const { dispersionAt, readModel, sphereOfAmplitudes } = await import('@braggsim/reflections/coordinates');
  const bytes = files.unpacked(name, 'model');
  const { value: model, warnings } = readModel(bytes, name);
  const wavelength = isOfElectrons(experiment)
    ? undefined
    : wavelengthA(experiment, loadSpectrum(files, experiment.beam));
  const options =
    wavelength === undefined
      ? ({ dMinA, particle: 'electron' } as const)
      : { dMinA, dispersion: await dispersionAt(wavelength) };
  const settings = JSON.stringify({ dMinA, wavelengthA: wavelength ?? null });
  const store = await files.modelFactors?.();
  const { factors, scale } = await modelFactors(model, name, options, { bytes, settings }, store);
  return {
    experiment: withCell(experiment, model.cell),
    reflections: sphereOfAmplitudes(factors, model.spaceGroup),
    spaceGroup: model.spaceGroup,
    warnings: [...warnings, ...(scale ? [scale] : []), ...withoutSolvent(experiment, model, name)],
  };
}

const isOfElectrons = ({ beam }: Experiment): boolean => beam?.particle === 'electron';

/** Returns what the amplitudes of a model lack for electrons. */
const withoutSolvent = (
  experiment: Experiment,
  { withoutSolvent: isDry = false }: { readonly withoutSolvent?: boolean },
  name: string,
): Warning[] =>
  isOfElectrons(experiment) && !isDry
    ? [
        {
          id: 'no-solvent',
          message: `${name}: its atoms are in vacuum, since the bulk solvent is known for X-rays alone`,
        },
      ]
    : [];
