import { usageError, type Warning } from '@braggsim/core';
import type { SpaceGroup } from '@braggsim/reflections/files';
import { aboutCrystal, singleCrystals, withCell } from '../crystals';
import type { Experiment } from '../experiment';
import type { CrystalInputs, SimulationInputs } from '../inputs';
import type { InputFiles } from './input-files';
import { type LoadOptions, loadCommonInputs, loadCrystalInputs, loadInputs } from './load-inputs';
import { type LoadedStructureFactors, loadStructureFactors } from './structure-factors';

/** An experiment, completed from the files that it names, with their contents. */
export interface NamedFiles {
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  readonly warnings: readonly Warning[];
}

/** How the files that an experiment names are read. */
export interface NamedFileOptions extends Pick<LoadOptions, 'frame'> {
  /** Reads or calculates structure factors, where they are kept for instance; `loadStructureFactors` by default. */
  readonly structureFactors?: (experiment: Experiment) => Promise<LoadedStructureFactors>;
}

const factorsOf =
  (files: InputFiles, { structureFactors }: NamedFileOptions) =>
  (experiment: Experiment): Promise<LoadedStructureFactors> =>
    structureFactors?.(experiment) ?? loadStructureFactors(files, experiment);

const indexRotations = async (group: SpaceGroup) =>
  (await import('@braggsim/reflections/files')).indexRotationsOf(group);

/**
 * Reads the files that an experiment names for its beam, its crystals and its backgrounds, powders excepted (`withPowders`).
 *
 * @throws BraggsimError (`data`) for a file that cannot be read, (`usage`) for fields that contradict each other
 */
export const loadNamedFiles = (
  files: InputFiles,
  experiment: Experiment,
  options: NamedFileOptions,
): Promise<NamedFiles> =>
  experiment.crystals ? loadCrystals(files, experiment, options) : loadCrystal(files, experiment, options);

async function loadCrystal(files: InputFiles, given: Experiment, options: NamedFileOptions): Promise<NamedFiles> {
  const { experiment, reflections, byEnergy, spaceGroup, warnings } = await factorsOf(files, options)(given);
  const factors = { ...(reflections && { reflections }), ...(byEnergy && { byEnergy }) };
  const loaded = loadInputs(files, experiment, { ...options, ...factors });
  const inputs = { ...loaded.value, ...(spaceGroup && { indexRotations: await indexRotations(spaceGroup) }) };
  return { experiment, inputs, warnings: [...warnings, ...loaded.warnings] };
}

/** Loads an experiment with several crystals; structure factors that they share are read once. */
async function loadCrystals(files: InputFiles, experiment: Experiment, options: NamedFileOptions): Promise<NamedFiles> {
  const common = loadCommonInputs(files, experiment, options);
  const known = new Map<Experiment['structureFactors'], LoadedStructureFactors>();
  const warnings: Warning[] = [];
  const entries = (singleCrystals(experiment) ?? []).filter(({ copy }) => copy === 0);
  const loaded: { readonly inputs: CrystalInputs; readonly cell: Experiment['crystal'] }[] = [];
  for (const { entry, experiment: single } of entries) {
    const one = await aboutCrystal(entry, async () => {
      const { crystal, ...others } = single;
      const { structureFactors } = single;
      if (structureFactors?.cache && structureFactors.file) {
        throw usageError('structureFactors.cache is written for one crystal only; leave it out, or the list (file)');
      }
      const factors = known.get(structureFactors) ?? (await factorsOf(files, options)(others));
      if (!known.has(structureFactors)) warnings.push(...factors.warnings);
      known.set(structureFactors, factors);
      const { reflections, byEnergy, spaceGroup } = factors;
      const own = withCell(single, factors.experiment.crystal?.cell);
      const { value, warnings: about } = loadCrystalInputs(files, own, common.spectrum, {
        ...options,
        ...(reflections && { reflections }),
        ...(byEnergy && { byEnergy }),
      });
      warnings.push(...about);
      const inputs = { ...value, ...(spaceGroup && { indexRotations: await indexRotations(spaceGroup) }) };
      return { inputs, cell: own.crystal };
    });
    loaded.push(one);
  }
  const crystals = experiment.crystals?.map((entry, i) => {
    const cell = loaded[i]?.cell?.cell;
    return { ...entry, ...(cell && { cell }) };
  });
  return {
    experiment: { ...experiment, ...(crystals && { crystals }) },
    inputs: { ...common, crystals: loaded.map(({ inputs }) => inputs) },
    warnings,
  };
}
