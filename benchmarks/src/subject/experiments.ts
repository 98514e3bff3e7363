import type { FixedPlan } from '@braggsim/core/kernel';
import { loadInputs } from '@braggsim/experiment/node';
import { type BuiltPlan, buildPlan, builtinTerms } from '@braggsim/simulate';
import { parseCommandLine } from '../../../packages/cli/src/nanobragg/parse';

/** Builds the plan of a command line with additional flags. */
export type PlanOf = (extraFlags: readonly string[]) => Promise<BuiltPlan>;

/** Creates a function that builds plans of a command line and its variants; files are read once. */
export function planner(argv: readonly string[]): PlanOf {
  const { experiment, reading } = parseCommandLine(argv);
  const inputs = loadInputs(experiment, reading).value;
  return (extraFlags) => buildPlan(parseCommandLine([...argv, ...extraFlags]).experiment, inputs);
}

/** Imports the modules of all terms, so that no measured step includes it. */
export async function loadTerms(): Promise<void> {
  await Promise.all([...builtinTerms.values()].map((load) => load()));
}

/** Reduces a plan to one pixel in the corner of the image, so that its time is that of the set-up. */
export const onePixel = (fixed: FixedPlan): FixedPlan => ({
  ...fixed,
  panels: fixed.panels.map((panel) => ({ ...panel, region: { fast: [0, 1], slow: [0, 1] } })),
});
