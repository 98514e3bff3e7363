import type { Piscina } from 'piscina';

/** Worker threads that each do one task at a time. */
export interface TaskPool {
  /**
   * Does a task in the next free worker.
   *
   * @throws whatever the worker throws, as plain data
   */
  run(task: unknown): Promise<unknown>;
  /** Ends the workers, with what they are doing. */
  close(): Promise<void>;
}

/**
 * Creates a pool of worker threads for tasks that take long.
 *
 * @param file URL of the worker's module, whose default export does a task
 */
export function taskPool(file: string, threads: number): TaskPool {
  let pool: Promise<Piscina> | undefined;
  const started = async (): Promise<Piscina> => {
    const { Piscina } = await import('piscina');
    // Conditions of imports that the caller was started with concern its sources, not the built worker.
    return new Piscina({ filename: file, minThreads: 1, maxThreads: threads, idleTimeout: 1000, execArgv: [] });
  };
  return {
    run: async (task) => {
      pool ??= started();
      return (await pool).run(task);
    },
    close: async () => void (await (await pool)?.destroy()),
  };
}
