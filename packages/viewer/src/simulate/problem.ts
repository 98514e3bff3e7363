import { isBraggsimError } from '@braggsim/core';
import { checkExperiment, type Experiment } from '@braggsim/experiment';

/** Checks an experiment. @returns the problem, or undefined */
export function problemOf(experiment: Experiment): string | undefined {
  try {
    checkExperiment(experiment, { file: 'experiment', locate: () => undefined });
    return undefined;
  } catch (error) {
    if (isBraggsimError(error)) return error.message.replace(/^experiment: /, '');
    throw error;
  }
}
