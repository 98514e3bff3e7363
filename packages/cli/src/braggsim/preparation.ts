import { resolveChoices } from '@braggsim/core';
import {
  type Experiment,
  experimentTables,
  type SimulationInputs,
  type Stages,
  withStages,
} from '@braggsim/experiment';
import { loadInputs, loadStructureFactors, orientationFrame, withDetectorFile } from '@braggsim/experiment/node';
import { resolveDetector } from '@braggsim/geometry';
import { type BuiltPlan, buildPlan } from '@braggsim/simulate';
import { checkMemory } from '../terminal/memory';
import type { Arguments } from '../terminal/subcommand';
import { givenExperiment } from './experiment-options';

/** An experiment with its files read and everything worked out that precedes the first pixel. */
export interface Preparation {
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
  readonly inputs: SimulationInputs;
  /** All stages, those of plug-ins included. */
  readonly stages: Stages;
  readonly seeded: ReadonlySet<string>;
  readonly built: BuiltPlan;
}

/** A seed that nobody gave comes from the clock. */
const withSeed = (experiment: Experiment): Experiment => ({
  ...experiment,
  seed: experiment.seed ?? Math.floor(Date.now() / 1000),
});

/** Whether anything of an experiment is drawn with its seed. */
export const usesSeed = ({ readout = [], crystal }: Experiment, seeded: ReadonlySet<string>): boolean =>
  readout.some(({ kind }) => seeded.has(kind)) || (crystal?.misset === 'random' && crystal.missetSeed === undefined);

/**
 * @param omitted sections of the experiment file, and of a detector file, that do not count
 * @throws BraggsimError for anything wrong with the command line, the experiment or its files
 */
export async function prepare(args: Arguments, omitted?: readonly string[]): Promise<Preparation> {
  const { experiment: given, origins } = await givenExperiment(args, omitted);
  const { experiment, reflections, warnings } = await loadStructureFactors(withSeed(withDetectorFile(given, omitted)));
  const choices = resolveChoices(experiment.compat ?? 'corrected', experiment.choices);
  const detector = resolveDetector(experiment.detector, { ...experiment, compatibility: choices }).value;
  const frame = orientationFrame(given.detector?.model, detector);
  const { value: inputs, warnings: told } = loadInputs(experiment, { frame, ...(reflections && { reflections }) });
  const stages = withStages(args.plugins ?? []);
  checkMemory(detector);
  const built = await buildPlan(experiment, inputs, stages);
  return {
    experiment,
    origins,
    inputs,
    stages,
    seeded: experimentTables(args.plugins).seeded,
    built: { ...built, warnings: [...warnings, ...told, ...built.warnings] },
  };
}
