import { dataError, interrupted, usageError } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';
import { replayContext, streamRecord } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** Bytes go to the standard output, of which nothing is said after its reader has stopped. */
interface Output {
  /** Resolves when the reader has taken the bytes, which sets the pace, or when there is none. */
  write(bytes: Uint8Array): Promise<void>;
  isClosed(): boolean;
}

/**
 * Returns the standard output.
 *
 * @throws BraggsimError (`data`) from `write` where the bytes cannot be written, as on a full disk
 */
function standardOutput({ stdout }: Pick<typeof process, 'stdout'>): Output {
  let closed = false;
  // Errors are also those of the write that caused them, and their events come at any later time.
  stdout.on('error', () => {});
  return {
    isClosed: () => closed,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, (error?: NodeJS.ErrnoException | null) => {
          closed ||= error?.code === 'EPIPE';
          if (!error || closed) resolve();
          else reject(dataError({ message: `cannot write to the standard output: ${reasonOf(error)}`, cause: error }));
        });
      }),
  };
}

/** The action that writes shots to the standard output one after the other, for programs that want no files. */
export const streamAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['start', 'shots', 'plugin'],
  async run(plan, { start = 0, shots, plugin = [] }, { signal }) {
    const context = await replayContext(plan, plugin);
    const end = Math.min(context.plan.shots, start + (shots ?? context.plan.shots));
    if (start >= context.plan.shots)
      throw usageError(`--start is a shot from 0 to ${context.plan.shots - 1}, not ${start}`);
    const output = standardOutput(process);
    for (let shot = start; shot < end && !output.isClosed(); shot++) {
      if (signal.aborted) throw interrupted();
      for (const bytes of await streamRecord(context, shot)) await output.write(bytes);
    }
  },
};
