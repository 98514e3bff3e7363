import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { type BandCounter, bandCounter, bandReporter, finished, markComputed, nextBand, stop } from '../bands';
import { interrupted } from '../errors';
import type { RunOptions } from '../kernel';
import { yieldToTasks } from '../yield';

/** Time that the calling thread computes before it lets other tasks run, such as the start of the workers, s. */
const YIELD_INTERVAL_S = 0.005;

/** Workers start once the total work exceeds this, as computed on one thread: the time that their start takes on a busy machine, ms. */
const MIN_WORK_TO_START_WORKERS_MS = 150;
/** Least work for each thread of one image, ms. */
const MIN_WORK_PER_WORKER_MS = 2;

/** The computation of an image, divided into bands of rows. */
export interface BandWork {
  /** Number of bands. */
  readonly bands: number;
  /** Number of workers that compute bands beside the calling thread. */
  readonly workers: number;
  /** Makes the message to a worker, which takes bands from the counter as the calling thread does. */
  readonly task: (counter: BandCounter) => unknown;
  /** Prepares the calling thread while the workers start, and returns the function that computes a band. */
  readonly start: () => (band: number) => void;
  /** Message of the error that is thrown when a worker fails. */
  readonly failure: string;
}

/** Signal that stops a computation, and callbacks for its progress. */
export interface Supervision extends Pick<RunOptions, 'signal' | 'progress'> {
  /** Is called with the number of bands, counted from the first one, that are all computed. */
  readonly computed?: (bands: number) => void;
}

/**
 * The calling thread and worker threads that compute bands of an image. The bytes of a band do not depend on the thread
 * that computes it.
 */
export interface WorkerPool {
  /**
   * Chooses the number of workers for an image: none until the total work justifies starting them, then as many as have
   * enough work each. A fixed number of threads is used as it is.
   *
   * @param ms estimated time of the image on one thread, ms
   */
  workersFor(ms: number): number;
  /**
   * Computes all bands of an image.
   *
   * @throws BraggsimError (`interrupted`) when the signal aborts; Error with its cause when a worker fails, once
   */
  work(work: BandWork, supervision?: Supervision): Promise<void>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/**
 * Creates a worker pool. The calling thread and the workers take bands from an atomic counter; the calling thread begins
 * at once and does not wait for the workers to start.
 *
 * @param file URL of the worker's module
 * @param threads number of threads, the calling thread included; `auto` chooses by workload, up to the number of cores
 */
export function workerPool(file: string, threads: number | 'auto'): WorkerPool {
  const maxThreads = threads === 'auto' ? availableParallelism() : threads;
  let pool: Piscina | undefined;
  let workMs = 0;

  const startPool = async (): Promise<Piscina> => {
    const { Piscina } = await import('piscina');
    pool ??= new Piscina({ filename: file, minThreads: maxThreads - 1, maxThreads: maxThreads - 1, idleTimeout: 1000 });
    return pool;
  };

  return {
    workersFor(ms) {
      workMs += ms;
      const justified = workMs > MIN_WORK_TO_START_WORKERS_MS ? Math.floor(ms / MIN_WORK_PER_WORKER_MS) : 1;
      return Math.max(1, threads === 'auto' ? Math.min(maxThreads, justified) : maxThreads) - 1;
    },
    async work({ bands, workers, task, start, failure }, { signal, progress, computed } = {}) {
      if (signal?.aborted) throw interrupted();
      const counter = bandCounter(bands);
      const halt = () => stop(counter);
      signal?.addEventListener('abort', halt, { once: true });
      let posted: readonly Promise<unknown>[] = [];
      let shares: Promise<unknown> | undefined;
      try {
        const ask = (p: Piscina) => {
          posted = Array.from({ length: workers }, () => p.run(task(counter)));
          return Promise.all(posted);
        };
        // Running workers get their message at once: a promise would resolve only when this thread yields.
        shares = workers === 0 ? undefined : pool ? ask(pool) : startPool().then(ask);
        // The await below reports the failure of a worker once; here it stops the other threads.
        shares?.catch(halt);
        const report = computed && bandReporter(counter, computed);
        await runYielding(counter, start(), { progress, report });
        await shares?.catch((cause: unknown) => {
          throw new Error(failure, { cause });
        });
        // A signal that became due while this thread computed its last band is raised now, and stops the image.
        if (signal) await timersHaveRun();
        if (signal?.aborted) throw interrupted();
        computed?.(bands);
        progress?.(1);
      } finally {
        halt();
        // No thread writes into the image any more when the caller receives an error.
        await shares?.catch(() => {});
        await Promise.allSettled(posted);
        signal?.removeEventListener('abort', halt);
      }
    },
    close: async () => void (await pool?.destroy()),
  };
}

/** Resolves when every timer that is due has run: the event loop runs timers between two of its iterations. */
async function timersHaveRun(): Promise<void> {
  await yieldToTasks();
  await yieldToTasks();
}

/** Computes bands until none is left, calls `report` after each, and lets other tasks run every `YIELD_INTERVAL_S`. */
async function runYielding(
  counter: BandCounter,
  compute: (band: number) => void,
  { progress, report }: { readonly progress: Supervision['progress']; readonly report: (() => void) | undefined },
): Promise<void> {
  // The first use of `performance.now` takes 2 ms, because it loads a module.
  let lastYield = process.uptime();
  for (let band = nextBand(counter); band !== undefined; band = nextBand(counter)) {
    compute(band);
    markComputed(counter, band);
    report?.();
    if (process.uptime() - lastYield < YIELD_INTERVAL_S) continue;
    progress?.(finished(counter));
    await yieldToTasks();
    lastYield = process.uptime();
  }
}
