import type { PoolOptions, PoolRunnerInitializer, PoolWorker, VitestPluginContext, WorkerRequest } from 'vitest/node';
import { ThreadsPoolWorker } from 'vitest/node';

type Listener = Parameters<PoolWorker['on']>[1];

/** The thread in which all runs of this process take place, once the first has begun. */
let thread: { readonly worker: ThreadsPoolWorker; hasBegun: boolean } | undefined;

/**
 * A worker of Vitest that starts its thread once and keeps it when a run ends: to start a thread and to load Vitest and all modules in it
 * takes longer than the tests of most mutants. Every run evaluates the modules of the repository anew, so that nothing
 * that one mutant computed, such as a table that is made when first needed, reaches the next. What is kept is Vitest and what
 * node_modules contains.
 */
class KeptThread implements PoolWorker {
  readonly name = 'kept-thread';
  readonly #options: PoolOptions;
  readonly #listeners = new Set<Listener>();
  #config: unknown;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (thread) return;
    thread = { worker: new ThreadsPoolWorker(this.#options), hasBegun: false };
    await thread.worker.start();
  }

  async stop(): Promise<void> {
    for (const listener of this.#listeners) thread?.worker.off('message', listener);
  }

  on(event: string, listener: Listener): void {
    thread?.worker.on(event, listener);
    if (event === 'message') this.#listeners.add(listener);
  }

  off(event: string, listener: Listener): void {
    thread?.worker.off(event, listener);
    this.#listeners.delete(listener);
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  send(message: WorkerRequest): void {
    if (!thread) return;
    // Only the first start reaches the thread. What differs between runs is passed with the request to run.
    if (message.type === 'start') {
      this.#config = message.context.config;
      if (thread.hasBegun) this.#answer('started');
      else thread.worker.send(message);
      thread.hasBegun = true;
    } else if (message.type === 'stop') {
      this.#answer('stopped');
    } else if (message.type === 'run') {
      const context = { ...message.context, config: this.#config, invalidates: this.#evaluatedFiles() };
      thread.worker.send({ ...message, context });
    } else {
      thread.worker.send(message);
    }
  }

  #answer(type: 'started' | 'stopped'): void {
    for (const listener of this.#listeners) listener({ __vitest_worker_response__: true, type });
  }

  /** Returns the paths of the files that have been loaded, but for those in node_modules. */
  #evaluatedFiles(): string[] {
    const files = Object.values(this.#options.project.vite.environments).flatMap(({ moduleGraph }) => [
      ...moduleGraph.fileToModulesMap.keys(),
    ]);
    return [...new Set(files)].filter((file) => !file.includes('/node_modules/'));
  }
}

const pool: PoolRunnerInitializer = {
  name: 'kept-thread',
  createPoolWorker: (options) => new KeptThread(options),
};

/** Makes Vitest run everything in one thread, whatever pool its options name. */
export function runInKeptThread({ vitest, project }: VitestPluginContext): void {
  project.config.pool = pool.name;
  project.config.poolRunner = pool;
  vitest.onClose(() => thread?.worker.stop());
}
