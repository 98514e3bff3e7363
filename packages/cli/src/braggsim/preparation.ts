import { type Registry, resolveChoices, type Term } from '@braggsim/core';
import { type Experiment, type SimulationInputs, seededStages } from '@braggsim/experiment';
import {
  loadInputs,
  loadPlugins,
  loadStructureFactors,
  orientationFrame,
  withDetectorFile,
} from '@braggsim/experiment/node';
import { resolveDetector } from '@braggsim/geometry';
import { type BuiltPlan, buildPlan, builtinTerms } from '@braggsim/simulate';
import { checkMemory } from '../terminal/memory';
import type { Arguments } from '../terminal/subcommand';
import { givenExperiment } from './experiment-options';

/** An experiment with its files read and everything worked out that precedes the first pixel. */
export interface Preparation {
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
  readonly inputs: SimulationInputs;
  readonly terms: Registry<Term>;
  readonly built: BuiltPlan;
}

/** A seed that nobody gave comes from the clock. */
const withSeed = (experiment: Experiment): Experiment => ({
  ...experiment,
  seed: experiment.seed ?? Math.floor(Date.now() / 1000),
});

/** Whether anything of an experiment is drawn with its seed. */
export const usesSeed = ({ readout = [], crystal }: Experiment): boolean =>
  readout.some(({ kind }) => seededStages.has(kind)) ||
  (crystal?.misset === 'random' && crystal.missetSeed === undefined);

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
  const terms = await loadPlugins((args.options.plugin ?? []) as readonly string[], builtinTerms);
  checkMemory(detector);
  const built = await buildPlan(experiment, inputs, terms);
  return {
    experiment,
    origins,
    inputs,
    terms,
    built: { ...built, warnings: [...warnings, ...told, ...built.warnings] },
  };
}
