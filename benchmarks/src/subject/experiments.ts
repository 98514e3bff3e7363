import type { FixedPlan } from '@braggsim/core';
import { loadInputs } from '@braggsim/experiment/node';
import { type BuiltPlan, buildPlan, builtinTerms } from '@braggsim/simulate';
import { parseCommandLine } from '../../../packages/cli/src/nanobragg/parse';

export type PlanOf = (extraFlags: readonly string[]) => Promise<BuiltPlan>;

/** Plans of a command line and variants of it; files are read once. */
export function planner(argv: readonly string[]): PlanOf {
  const { experiment, reading } = parseCommandLine(argv);
  const inputs = loadInputs(experiment, reading).value;
  return (extraFlags) => buildPlan(parseCommandLine([...argv, ...extraFlags]).experiment, inputs);
}

/** Imports the files of all terms, so that no measured step waits for them. */
export async function loadTerms(): Promise<void> {
  await Promise.all([...builtinTerms.values()].map((load) => load()));
}

/** The plan of one pixel in the corner of the same image: set-up and hardly anything else. */
export const onePixel = (fixed: FixedPlan): FixedPlan => ({
  ...fixed,
  panels: fixed.panels.map((panel) => ({ ...panel, roi: [0, 0, 0, 0] })),
});
