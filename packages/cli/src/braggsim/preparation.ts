import {
  type Experiment,
  experimentTables,
  type SimulationInputs,
  type Stages,
  withStages,
} from '@braggsim/experiment';
import { resolveFiles } from '@braggsim/experiment/node';
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

/** Whether anything of an experiment is drawn with its seed. */
export const usesSeed = ({ readout = [], crystal }: Experiment, seeded: ReadonlySet<string>): boolean =>
  readout.some(({ kind }) => seeded.has(kind)) || (crystal?.misset === 'random' && crystal.missetSeed === undefined);

/**
 * @param omitted sections of the experiment file, and of a detector file, that do not count
 * @throws BraggsimError for anything wrong with the command line, the experiment or its files
 */
export async function prepare(args: Arguments, omitted?: readonly string[]): Promise<Preparation> {
  const { experiment: given, origins } = await givenExperiment(args, omitted);
  const { experiment, inputs, warnings } = await resolveFiles(given, omitted);
  const stages = withStages(args.plugins ?? []);
  const built = await buildPlan(experiment, inputs, stages);
  checkMemory(built.derived.detector);
  return {
    experiment,
    origins,
    inputs,
    stages,
    seeded: experimentTables(args.plugins).seeded,
    built: { ...built, warnings: [...warnings, ...built.warnings] },
  };
}
