import { usageError } from '@braggsim/core';
import { datasetStatus, EXPORTS, type ExportName, exportDataset } from '@braggsim/dataset/node';
import { incomplete } from './errors';
import type { DatasetAction } from './options';

/** The action that writes a data set in the layout of another program. */
export const exportAction: DatasetAction = {
  argument: 'the folder of a data set',
  flags: ['to', 'out', 'partial', 'json'],
  async run(folder, { to, out: into = '.', partial, json }, { out }) {
    if (to === undefined) throw usageError(`dataset export needs a layout: --to ${EXPORTS.join(', ')}`);
    const { done, shards, missing } = datasetStatus(folder);
    if (done < shards && !partial) {
      throw incomplete(`shards ${missing.join(', ')} are missing: make them, or export what there is with --partial`);
    }
    const exported = await exportDataset(folder, to as ExportName, into);
    out(json ? `${JSON.stringify(exported)}\n` : `${exported.frames} shots: ${exported.files.join(', ')}\n`);
  },
};
