import { type Profiler, Session } from 'node:inspector';

/** The blocks of the packages' sources that have run. */
export interface Coverage {
  /** Returns the number of blocks that ran for the first time since the last call. */
  readonly take: () => number;
  /** Returns the number of blocks that have run so far. */
  readonly blocks: () => number;
  /** Returns the blocks that the last call of `take` counted. */
  readonly taken: () => readonly string[];
  /** Forgets the blocks that the last call of `take` counted, so that they count again when they run again. */
  readonly forget: () => void;
  readonly stop: () => void;
}

/** Matches code that parses, without tests, tools and libraries. */
const OF_PACKAGES = /\/packages\/[^/]+\/src\//;

/**
 * Records which blocks run, by the coverage counts of V8.
 *
 * @param scripts matches the addresses of the scripts whose blocks count
 * @param known blocks that have run in earlier processes
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/
 */
export function watchCoverage(scripts = OF_PACKAGES, known: readonly string[] = []): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>(known);
  let last: string[] = [];
  const take = (): number => {
    last = [];
    session.post(
      'Profiler.takePreciseCoverage',
      (error: Error | null, { result }: Profiler.TakePreciseCoverageReturnType) => {
        if (error) throw error;
        for (const { url, functions } of result) {
          if (!scripts.test(url)) continue;
          for (const { ranges } of functions) {
            for (const { startOffset, endOffset, count } of ranges) {
              const block = `${url}:${startOffset}-${endOffset}`;
              if (count === 0 || seen.has(block)) continue;
              seen.add(block);
              last.push(block);
            }
          }
        }
      },
    );
    return last.length;
  };
  take();
  return {
    take,
    blocks: () => seen.size,
    taken: () => last,
    forget: () => {
      for (const block of last.splice(0)) seen.delete(block);
    },
    stop: () => {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
