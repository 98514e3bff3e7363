import type { Stage } from '@braggsim/core';
import {
  type Experiment,
  experimentTables,
  type SimulationInputs,
  type Stages,
  withStages,
} from '@braggsim/experiment';
import { resolveFiles } from '@braggsim/experiment/node';
import { resolveDetector } from '@braggsim/geometry';
import { type BuiltPlan, buildPlan, unusedStages } from '@braggsim/simulate';
import { checkMemory } from '../terminal/memory';
import type { Arguments } from '../terminal/subcommand';
import { givenExperiment } from './experiment-options';

/** An experiment with its files read, and everything computed that precedes the first pixel. */
export interface Preparation {
  /** The experiment as file and flags give it, with the names of files in place of what they hold. */
  readonly given: Experiment;
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
  readonly inputs: SimulationInputs;
  /** All stages, including those of plug-ins. */
  readonly stages: Stages;
  /** Stages of plug-ins only. */
  readonly plugins: readonly Stage[];
  readonly seeded: ReadonlySet<string>;
  readonly built: BuiltPlan;
}

/**
 * Reads and resolves the experiment of a command line.
 *
 * @param omitted sections of the experiment file, and of a detector file, that are ignored
 * @throws BraggsimError for an invalid command line, experiment or file
 */
export async function prepare(args: Arguments, omitted?: readonly string[]): Promise<Preparation> {
  const { experiment: given, origins } = await givenExperiment(args, omitted);
  const { experiment, inputs, warnings } = await resolveFiles(given, omitted);
  const { plugins = [] } = args;
  const stages = withStages(plugins);
  // The memory is checked before anything is allocated for every pixel.
  checkMemory(resolveDetector(experiment.detector, experiment).value);
  const built = await buildPlan(experiment, inputs, stages);
  return {
    given,
    experiment,
    origins,
    inputs,
    stages,
    plugins,
    seeded: experimentTables(plugins).seeded,
    built: {
      ...built,
      warnings: [...warnings, ...built.warnings, ...unusedStages(plugins, experiment, built)],
    },
  };
}
