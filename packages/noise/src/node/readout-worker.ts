import { eachBand } from '@braggsim/core/kernel';
import { chunkWork, namedStages, type WorkerTask } from './readout-task';

/** Applies the stages to chunks of an image until none is left. */
export default async function work({ stages, counter, ...task }: WorkerTask): Promise<void> {
  eachBand(counter, chunkWork(await namedStages(stages), task).compute);
}
