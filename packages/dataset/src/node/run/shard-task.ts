import { type ErrorTag, interrupted, isBraggsimError, usageError } from '@braggsim/core';
import { keepModelFactors, loadPlugins } from '@braggsim/experiment/node';
import type { ShotResources } from '../../shot/make-shot';
import { makeShard, type ShardContext } from '../shards/make-shard';
import type { ShardRecord } from '../shards/record';
import { fileContext, openPlan } from './open-plan';

/** Where the state of a run, and the number of shots that are done, stand in shared memory. */
export const CONTROL = { state: 0, shots: 1, words: 2 } as const;
/** States of a run: it goes on, each worker finishes its shard, or all drop what they have begun. */
export const STATE = { running: 0, finishing: 1, dropping: 2 } as const;

/** A shard that is to be made. */
export interface ShardTask {
  readonly planFile: string;
  readonly plugins: readonly string[];
  readonly out: string;
  readonly shard: number;
  readonly plan: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly native?: ShotResources['native'];
  /** Identifies the code that calculates structure factors of models, where they are kept in the cache of the user. */
  readonly generator?: string | undefined;
  readonly control: SharedArrayBuffer;
}

/** A shard that was made, or why not: errors lose their kind on the way between threads. */
export type ShardOutcome =
  | { readonly record: ShardRecord }
  | { readonly failure: { readonly tag: ErrorTag | undefined; readonly message: string } };

let ready: { readonly key: string; readonly context: Promise<ShardContext> } | undefined;

/** Returns the context of a run, which is prepared once in each thread. */
function contextOf({ planFile, plugins, out, plan, versions, native, generator }: ShardTask): Promise<ShardContext> {
  const key = JSON.stringify([planFile, plugins, out, plan, versions, native]);
  if (ready?.key !== key) {
    const opening = async () => {
      if (generator !== undefined) keepModelFactors(generator);
      const open = await openPlan(planFile, await loadPlugins(plugins));
      if (open.hashes.plan !== plan)
        throw usageError(
          `'${planFile}' or a file that it names has changed since the run began: go on with the plan as it was, or choose another folder`,
        );
      return fileContext(open, out, versions, native);
    };
    ready = { key, context: opening() };
  }
  return ready.context;
}

/** Makes a shard of a data set in the thread that calls it, until it is complete or is to be dropped. */
export async function runShardTask(task: ShardTask): Promise<ShardOutcome> {
  const control = new Int32Array(task.control);
  const stop = new AbortController();
  const listen = (): void => {
    if (Atomics.load(control, CONTROL.state) === STATE.dropping) stop.abort();
  };
  let counted = 0;
  try {
    const context = await contextOf(task);
    const record = await makeShard(context, task.shard, {
      signal: stop.signal,
      progress: (shots) => {
        listen();
        if (stop.signal.aborted) throw interrupted();
        Atomics.add(control, CONTROL.shots, shots - counted);
        counted = shots;
      },
    });
    return { record };
  } catch (error) {
    Atomics.sub(control, CONTROL.shots, counted);
    if (isBraggsimError(error)) return { failure: { tag: error.tag, message: error.message } };
    const { stack = String(error) } = error as Error;
    return { failure: { tag: undefined, message: stack } };
  }
}
