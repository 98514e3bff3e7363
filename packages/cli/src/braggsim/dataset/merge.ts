import { datasetStatus, mergeDataset } from '@braggsim/dataset/node';
import { incomplete } from './errors';
import type { DatasetAction } from './options';

/** The action that puts the label tables of a data set together. */
export const mergeAction: DatasetAction = {
  argument: 'the folder of a data set',
  flags: ['partial', 'hdf5', 'json'],
  async run(folder, { partial, hdf5 = false, json }, { out }) {
    const { done, shards, missing } = datasetStatus(folder);
    if (done < shards && !partial) {
      const command = missing
        .map((range) => `braggsim dataset run plan.yaml -o ${folder} --shards ${range}`)
        .join('; ');
      throw incomplete(
        `shards ${missing.join(', ')} are missing: make them (${command}), or merge what there is with --partial`,
      );
    }
    const merged = await mergeDataset(folder, { hdf5 });
    out(
      json
        ? `${JSON.stringify(merged)}\n`
        : `${merged.shots} shots of ${merged.shards} shards: ${merged.files.join(', ')}\n`,
    );
  },
};
