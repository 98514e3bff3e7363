import type { Experiment } from '@braggsim/experiment';
import { type LoadedExperiment, loadExperiment } from '@braggsim/experiment/node';
import { type Folder, type PhysicsCase, physicsCases } from '@braggsim/testkit';

/** Cases of all physics that is built. */
export const builtCases = (): PhysicsCase[] => physicsCases();

/** Reads the experiment of a case from a folder that has the inputs of all cases. */
export async function loadCase(
  files: Folder,
  { id, experiment }: PhysicsCase,
  sampling: Experiment['sampling'],
): Promise<LoadedExperiment> {
  const given = { ...experiment, sampling: { ...(experiment.sampling as object), ...sampling } };
  return loadExperiment(files.put(`${id}.json`, JSON.stringify(given)));
}

/** Returns the largest relative difference of pixels above a millionth of the maximum, and largest difference of the others over the maximum. */
export function differences(found: ArrayLike<number>, expected: Float32Array) {
  const maximum = expected.reduce((most, x) => Math.max(most, x), 0);
  const bright: number[] = [];
  let dark = 0;
  for (const [i, x] of expected.entries()) {
    const difference = Math.abs((found[i] as number) - x);
    if (x > 1e-6 * maximum) bright.push(difference / x);
    else dark = Math.max(dark, difference / maximum);
  }
  return {
    bright: Math.max(...bright),
    dark,
    outliers: (limit: number) => bright.filter((x) => x > limit).length / bright.length,
  };
}
