import { eachBand } from '@braggsim/core/kernel';
import { weigh } from '@braggsim/core/node';
import { chunkWork, namedStages, type WorkerTask } from './readout-task';

/** Applies the stages to chunks of an image until none is left. */
export default async function work({ stages, counter, ...task }: WorkerTask): Promise<void> {
  for (const { from, into } of task.panels) {
    weigh(from.buffer);
    weigh(into.buffer);
  }
  eachBand(counter, chunkWork(await namedStages(stages), task).compute);
}
