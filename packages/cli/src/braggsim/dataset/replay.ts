import { disagreement, usageError } from '@braggsim/core';
import { compareShot, contextOfSet, rawContext, replayContext, replayShot, writeReplay } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** The action that makes one shot of a plan by itself. */
export const replayAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['out', 'shot', 'check', 'raw', 'json', 'plugin'],
  async run(plan, { out: folder = '.', shot, check, raw, json, plugin = [] }, { out }) {
    if (shot === undefined) throw usageError('dataset replay needs the number of a shot: --shot n');
    const context = check === undefined ? await replayContext(plan, plugin) : await contextOfSet(plan, check, plugin);
    const whole = raw ? await replayShot(await rawContext(plan, plugin), shot) : undefined;
    const files = await writeReplay(await replayShot(context, shot), context, folder, { raw: whole });
    out(json ? `${JSON.stringify({ shot, files })}\n` : `${files.join('\n')}\n`);
    if (check === undefined) return;
    const problem = await compareShot(context, check, shot);
    if (problem !== undefined) throw disagreement(problem);
  },
};
