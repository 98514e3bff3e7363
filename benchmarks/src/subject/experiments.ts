import { type FixedPlan, fromRegistry, type Slot } from '@braggsim/core';
import { type BuiltPlan, buildPlan, builtinTerms, type SimulationInputs } from '@braggsim/simulate';
import { loadInputs } from '../../../packages/cli/src/inputs';
import { parseCommandLine } from '../../../packages/cli/src/nanobragg/parse';

export type PlanOf = (extraFlags: readonly string[]) => Promise<BuiltPlan>;

/** Plans of a command line and variants of it; files are read once. */
export function planner(argv: readonly string[]): PlanOf {
  const { experiment, reading } = parseCommandLine(argv);
  const inputs: SimulationInputs = loadInputs(experiment, reading);
  return (extraFlags) => buildPlan(parseCommandLine([...argv, ...extraFlags]).experiment, inputs);
}

/** Imports the files of all terms of a plan, so that no later step waits for them. */
export async function loadTerms({ panels, shape, structure, factors, backgrounds }: FixedPlan): Promise<void> {
  const find = (slot: Slot, { id }: { readonly id: string }) => fromRegistry(builtinTerms, id, slot);
  await Promise.all([
    ...panels.map(({ surface }) => find('surface', surface)),
    find('shape', shape),
    find('structure', structure),
    ...factors.map((factor) => find('factor', factor)),
    ...backgrounds.map((background) => find('background', background)),
  ]);
}

/** The plan of one pixel in the corner of the same image: set-up and hardly anything else. */
export const onePixel = (fixed: FixedPlan): FixedPlan => ({
  ...fixed,
  panels: fixed.panels.map((panel) => ({ ...panel, roi: [0, 0, 0, 0] })),
});
