import { eachBand } from '@braggsim/core';
import { namedStages, pieceWork, type WorkerTask } from './readout-task';

/** Takes pieces of an image through the stages until none is left. */
export default async function work({ stages, counter, ...task }: WorkerTask): Promise<void> {
  eachBand(counter, pieceWork(await namedStages(stages), task).compute);
}
