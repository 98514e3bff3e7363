import { baseName } from '@braggsim/core/text';
import { type Experiment, filesOfExperiment } from '@braggsim/experiment';
import type { OpenedInputs } from './inputs';

/** Lists the files that an experiment reads, without their folders. */
export const namedByExperiment = (experiment: Experiment): string[] => filesOfExperiment(experiment).map(baseName);

/** Lists the mask files that mask files name, such as those of a `.geom` file, without their folders. Files that cannot be read name none. */
export async function namedByMasks(masks: OpenedInputs): Promise<string[]> {
  if (masks.size === 0) return [];
  const { filesOfMask } = await import('@braggsim/simulate/images');
  return [...masks].flatMap(([name, bytes]) => {
    try {
      return filesOfMask(name, bytes).map(baseName);
    } catch {
      // Whoever reads the mask tells what is wrong with it.
      return [];
    }
  });
}
