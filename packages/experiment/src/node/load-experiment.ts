import type { Stage, Warning } from '@braggsim/core';
import { resolveDetector } from '@braggsim/geometry';
import { compatibilityOf } from '../compatibility';
import type { Experiment } from '../experiment';
import type { InputFiles } from '../files/input-files';
import { loadNamedFiles } from '../files/load-named-files';
import { withPowders } from '../files/powders';
import type { SimulationInputs } from '../inputs';
import { type Stages, withStages } from '../stages';
import { builtinTables, experimentTables } from '../tables';
import { withDetectorFile, withDetectorMasks } from './detector-model';
import { diskInputs } from './disk-inputs';
import { readExperimentFile } from './experiment-file';
import { orientationFrame } from './orientation-frame';
import { loadPlugins } from './plugins';

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

/**
 * Reads every file that an experiment names.
 *
 * @param given experiment as the user wrote it
 * @param omitted sections of a detector file that are ignored
 * @param files reads files from the disk: `calculatingInputs` where amplitudes of models are not to be kept
 * @throws BraggsimError (`data`) for a file that cannot be read, (`usage`) for fields that contradict each other
 */
export async function resolveFiles(
  given: Experiment,
  omitted?: readonly string[],
  files: InputFiles = diskInputs,
): Promise<Omit<LoadedExperiment, 'stages'>> {
  const masked = withDetectorMasks(withDetectorFile(given, omitted), given.detector?.model);
  const seeded = withSeed(await withPowders(files, masked.value));
  const compatibility = compatibilityOf(seeded);
  const detector = resolveDetector(seeded.detector, { ...seeded, compatibility }).value;
  const frame = orientationFrame(given.detector?.model, detector);
  const { experiment, inputs, warnings } = await loadNamedFiles(files, seeded, { frame });
  return { experiment, inputs, warnings: [...masked.warnings, ...warnings] };
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
