import { datasetStatus, statusLines } from '@braggsim/dataset/node';
import { incomplete } from './errors';
import type { DatasetAction } from './options';

/** The action that tells which shards of a data set are there. */
export const statusAction: DatasetAction = {
  argument: 'the folder of a data set',
  flags: ['json'],
  async run(folder, { json }, { out }) {
    const status = datasetStatus(folder);
    const { shards, done, missing } = status;
    const lines = json ? [JSON.stringify(status)] : statusLines(status);
    out(lines.map((line) => `${line}\n`).join(''));
    if (done < shards) throw incomplete(`${shards - done} of ${shards} shards are missing: ${missing.join(', ')}`);
  },
};
