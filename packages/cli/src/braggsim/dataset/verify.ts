import { dataError, usageError } from '@braggsim/core';
import { contextOfSet, readManifest, verifyDataset } from '@braggsim/dataset/node';
import { incomplete } from './errors';
import type { DatasetAction } from './options';

/** The action that checks the files of a data set. */
export const verifyAction: DatasetAction = {
  argument: 'the folder of a data set',
  flags: ['shards', 'replay', 'plan', 'json', 'plugin'],
  async run(folder, { shards, replay = 0, plan, json, plugin = [] }, { out }) {
    if (replay > 0 && plan === undefined)
      throw usageError('--replay makes shots again and needs their plan: --plan plan.yaml');
    readManifest(folder);
    const context = plan === undefined ? undefined : await contextOfSet(plan, folder, plugin);
    const verification = await verifyDataset(folder, { shards, replay }, context);
    const { problems, missing, replayed } = verification;
    if (json) out(`${JSON.stringify(verification, null, 1)}\n`);
    else
      out(
        `${verification.shards} shard(s) checked, ${replayed.length} shot(s) made again, ${problems.length} problem(s)\n`,
      );
    if (problems.length > 0) throw dataError(problems.join('\n'));
    if (missing.length > 0) throw incomplete(`shards are missing: ${missing.join(', ')}; the others are right`);
  },
};
