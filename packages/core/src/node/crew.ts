import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { type BandCounter, bandCounter, finished, nextBand, stop } from '../bands';
import { interrupted } from '../errors';
import type { RunOptions } from '../kernel';
import { yieldToTasks } from '../yield';

/** How long this thread computes before others have their turn, the start of the workers among them. */
const TURN_S = 0.005;

/** Workers start when all work so far comes to this, on one thread: as long as their start takes on a busy machine, ms. */
const WORTH_STARTING_MS = 150;
/** Threads are asked for work of at least this each, ms. */
const WORTH_ASKING_MS = 2;

/** An image in bands of rows. */
export interface BandWork {
  readonly bands: number;
  /** Workers that help; 0: this thread computes alone. */
  readonly workers: number;
  /** What a worker is sent. It takes bands of the counter, as this thread does. */
  readonly task: (counter: BandCounter) => unknown;
  /** This thread's own part, made ready while the workers start. */
  readonly start: () => (band: number) => void;
  /** What is said when a worker dies. */
  readonly failure: string;
}

/** When to stop, and whom to tell how far it has come. */
export type Supervision = Pick<RunOptions, 'signal' | 'progress'>;

/** This thread and workers that come when they are asked for. Which of them computes a band makes no difference to its bytes. */
export interface Crew {
  /**
   * How many workers pay: none until there has been work enough to start them, then those for whom there is enough of it.
   * Where a number of threads was asked for, that counts.
   *
   * @param ms what the work takes on one thread
   */
  workersFor(ms: number): number;
  /** @throws BraggsimError (`interrupted`) when the signal aborts; Error with its cause when a worker dies, once */
  work(work: BandWork, supervision?: Supervision): Promise<void>;
  close(): Promise<void>;
}

/**
 * Bands handed out by an atomic counter to this thread and to workers. This thread begins at once, so that the start of
 * the workers costs nothing.
 *
 * @param file URL of a worker's module
 */
export function crew(file: string, threads: number | 'auto'): Crew {
  const most = threads === 'auto' ? availableParallelism() : threads;
  let pool: Piscina | undefined;
  let workMs = 0;

  const startPool = async (): Promise<Piscina> => {
    const { Piscina } = await import('piscina');
    pool ??= new Piscina({ filename: file, minThreads: most - 1, maxThreads: most - 1, idleTimeout: 1000 });
    return pool;
  };

  return {
    workersFor(ms) {
      workMs += ms;
      const paying = workMs > WORTH_STARTING_MS ? Math.floor(ms / WORTH_ASKING_MS) : 1;
      return Math.max(1, threads === 'auto' ? Math.min(most, paying) : most) - 1;
    },
    async work({ bands, workers, task, start, failure }, { signal, progress } = {}) {
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
        // Workers that are there are asked at once: what waits for a promise, waits for this thread to let go.
        shares = workers === 0 ? undefined : pool ? ask(pool) : startPool().then(ask);
        // A worker's failure is told once, by the await below; the others stop.
        shares?.catch(halt);
        await takeTurns(counter, start(), progress);
        await shares?.catch((cause: unknown) => {
          throw new Error(failure, { cause });
        });
        // A signal that was due while this thread computed its last band is raised now, and counts.
        if (signal) await timersHaveRun();
        if (signal?.aborted) throw interrupted();
        progress?.(1);
      } finally {
        halt();
        // Nobody writes into the image any more when the caller hears of a failure.
        await shares?.catch(() => {});
        await Promise.allSettled(posted);
        signal?.removeEventListener('abort', halt);
      }
    },
    close: async () => void (await pool?.destroy()),
  };
}

/** Resolves when every timer that is due has run: the event loop looks at them between two of its turns. */
async function timersHaveRun(): Promise<void> {
  await yieldToTasks();
  await yieldToTasks();
}

/** Computes bands, and lets others have their turn now and then. */
async function takeTurns(
  counter: BandCounter,
  compute: (band: number) => void,
  progress: Supervision['progress'],
): Promise<void> {
  // The clock of `performance` loads a library: 2 ms when first asked.
  let turn = process.uptime();
  for (let band = nextBand(counter); band !== undefined; band = nextBand(counter)) {
    compute(band);
    if (process.uptime() - turn < TURN_S) continue;
    progress?.(finished(counter));
    await new Promise((resolve) => setImmediate(resolve));
    turn = process.uptime();
  }
}
