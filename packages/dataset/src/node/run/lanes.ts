import { availableParallelism } from 'node:os';
import { workerFile } from '@braggsim/core/node';
import { runShardTask, type ShardOutcome, type ShardTask } from './shard-task';

/** Makes shards, in threads or in this one. */
export interface ShardRunner {
  /** @throws Error when the thread that makes the shard ends */
  run(task: ShardTask): Promise<ShardOutcome>;
  close(): Promise<void>;
}

/** Returns the number of workers where the user gives none: the cores that the process may use. */
export const defaultWorkers = (): number => availableParallelism();

/**
 * Starts the workers of a run. A worker makes whole shards, so that its compression and its files are its own; one worker is this
 * thread.
 */
export async function shardRunner(workers: number): Promise<ShardRunner> {
  if (workers === 1) return { run: runShardTask, close: async () => {} };
  const { default: Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: workerFile('dataset-worker', import.meta.url),
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  // A thread that ends without a task; one that ends with a task rejects it.
  pool.on('error', () => {});
  return {
    run: (task) => pool.run(task) as Promise<ShardOutcome>,
    close: () => pool.destroy(),
  };
}
