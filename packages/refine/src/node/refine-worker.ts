import { isBraggsimError } from '@braggsim/core';
import { runShot, type ShotDone, type ShotTask } from './run-shot';

/** The answer of a worker: a shot, or an error that concerns the whole command. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly done: ShotDone }
  | { readonly kind: 'refused'; readonly tag: 'usage' | 'failed'; readonly message: string };

/** Refines one shot and writes its outputs. */
export default async function work(task: ShotTask): Promise<WorkerAnswer> {
  try {
    return { kind: 'done', done: await runShot(task) };
  } catch (error) {
    if (!isBraggsimError(error)) throw error;
    return { kind: 'refused', tag: isBraggsimError(error, 'usage') ? 'usage' : 'failed', message: error.message };
  }
}
