import { once } from 'node:events';
import { interrupted, usageError } from '@braggsim/core';
import { replayContext, streamRecord } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** The action that writes shots to the standard output one after the other, for programs that want no files. */
export const streamAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['start', 'shots', 'plugin'],
  async run(plan, { start = 0, shots, plugin = [] }, { signal }) {
    const context = await replayContext(plan, plugin);
    const end = Math.min(context.plan.shots, start + (shots ?? context.plan.shots));
    if (start >= context.plan.shots)
      throw usageError(`--start is a shot from 0 to ${context.plan.shots - 1}, not ${start}`);
    const { stdout } = process;
    let closed = false;
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE') closed = true;
    };
    stdout.on('error', onError);
    try {
      for (let shot = start; shot < end && !closed; shot++) {
        if (signal.aborted) throw interrupted();
        for (const bytes of await streamRecord(context, shot)) {
          // The reader sets the pace.
          if (!stdout.write(bytes) && !closed)
            await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => {});
        }
      }
    } finally {
      stdout.off('error', onError);
    }
  },
};
