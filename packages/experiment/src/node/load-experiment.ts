import { type Stage, usageError, type Warning } from '@braggsim/core';
import { resolveDetector } from '@braggsim/geometry';
import type { SpaceGroup } from '@braggsim/reflections/files';
import { compatibilityOf } from '../compatibility';
import { aboutCrystal, singleCrystals } from '../crystals';
import type { Experiment } from '../experiment';
import type { CrystalInputs, SimulationInputs } from '../inputs';
import { type Stages, withStages } from '../stages';
import { builtinTables, experimentTables } from '../tables';
import { withDetectorFile, withDetectorMasks } from './detector-model';
import { readExperimentFile } from './experiment-file';
import { type LoadOptions, loadCommonInputs, loadCrystalInputs, loadInputs } from './load-inputs';
import { orientationFrame } from './orientation-frame';
import { loadPlugins } from './plugins';
import { withPowders } from './powders';
import { type LoadedStructureFactors, loadStructureFactors, withCell } from './structure-factors';

/** An experiment with the contents of every file that it names. */
export interface LoadedExperiment {
  /** The experiment, completed from its files: the detector of a detector file, the cell of a model. */
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  /** All stages, those of plug-ins included. */
  readonly stages: Stages;
  readonly warnings: readonly Warning[];
}

/** Completes an experiment with a seed from the clock unless it has one. */
export const withSeed = (experiment: Experiment): Experiment => ({
  ...experiment,
  seed: experiment.seed ?? Math.floor(Date.now() / 1000),
});

const indexRotations = async (group: SpaceGroup) =>
  (await import('@braggsim/reflections/files')).indexRotationsOf(group);

/**
 * Reads every file that an experiment names.
 *
 * @param given experiment as the user wrote it
 * @param omitted sections of a detector file that are ignored
 * @throws BraggsimError (`data`) for a file that cannot be read, (`usage`) for fields that contradict each other
 */
export async function resolveFiles(
  given: Experiment,
  omitted?: readonly string[],
): Promise<Omit<LoadedExperiment, 'stages'>> {
  const masked = withDetectorMasks(withDetectorFile(given, omitted), given.detector?.model);
  const seeded = withSeed(await withPowders(masked.value));
  const compatibility = compatibilityOf(seeded);
  const detector = resolveDetector(seeded.detector, { ...seeded, compatibility }).value;
  const frame = orientationFrame(given.detector?.model, detector);
  const { experiment, inputs, warnings } = seeded.crystals
    ? await loadCrystals(seeded, { frame })
    : await loadCrystal(seeded, { frame });
  return { experiment, inputs, warnings: [...masked.warnings, ...warnings] };
}

type Loaded = Omit<LoadedExperiment, 'stages'>;

async function loadCrystal(given: Experiment, options: LoadOptions): Promise<Loaded> {
  const { experiment, reflections, byEnergy, spaceGroup, warnings } = await loadStructureFactors(given);
  const factors = { ...(reflections && { reflections }), ...(byEnergy && { byEnergy }) };
  const loaded = loadInputs(experiment, { ...options, ...factors });
  const inputs = { ...loaded.value, ...(spaceGroup && { indexRotations: await indexRotations(spaceGroup) }) };
  return { experiment, inputs, warnings: [...warnings, ...loaded.warnings] };
}

/** Loads an experiment with several crystals; structure factors that they share are read once. */
async function loadCrystals(experiment: Experiment, options: LoadOptions): Promise<Loaded> {
  const common = loadCommonInputs(experiment, options);
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
      const factors = known.get(structureFactors) ?? (await loadStructureFactors(others));
      if (!known.has(structureFactors)) warnings.push(...factors.warnings);
      known.set(structureFactors, factors);
      const { reflections, byEnergy, spaceGroup } = factors;
      const own = withCell(single, factors.experiment.crystal?.cell);
      const { value, warnings: about } = loadCrystalInputs(own, common.spectrum, {
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

/**
 * Reads an experiment file (YAML or JSON) and every file that it names.
 *
 * @param plugins JavaScript modules with further stages
 * @throws BraggsimError (`usage`) naming every field that is wrong, (`data`) for a file that cannot be read
 */
export async function loadExperiment(file: string, plugins: readonly string[] = []): Promise<LoadedExperiment> {
  const stages: readonly Stage[] = await loadPlugins(plugins);
  const tables = stages.length > 0 ? experimentTables(stages) : builtinTables;
  return { ...(await resolveFiles(await readExperimentFile(file, tables))), stages: withStages(stages) };
}
