import { datasetStatus } from '@braggsim/dataset/node';
import { incomplete } from './errors';
import type { DatasetAction } from './options';

const MB = 1e6;

/** Tells what of a data set is there. */
export const statusAction: DatasetAction = {
  argument: 'the folder of a data set',
  flags: ['json'],
  async run(folder, { json }, { out }) {
    const status = datasetStatus(folder);
    const { shards, done, missing, shots, bytes, rejected, imagesPerS, plan, layout } = status;
    if (json) out(`${JSON.stringify(status)}\n`);
    else {
      const rows = [
        ['plan', plan],
        ['layout', layout],
        ['shots', `${shots}`],
        ['shards', `${done} of ${shards}${missing.length > 0 ? `; missing ${missing.join(', ')}` : ''}`],
        ['size', `${(bytes / MB).toFixed(1)} MB`],
        ['rate', `${imagesPerS} images/s and worker`],
        ...(rejected > 0 ? [['rejected', `${rejected} file(s)`]] : []),
      ];
      out(rows.map(([label = '', value]) => `${label.padEnd(9)} ${value}\n`).join(''));
    }
    if (done < shards) throw incomplete(`${shards - done} of ${shards} shards are missing: ${missing.join(', ')}`);
  },
};
