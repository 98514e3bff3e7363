import { type Profiler, Session } from 'node:inspector';

/** The blocks of the packages' sources that have run. */
export interface Coverage {
  /** Returns the number of blocks that ran for the first time since the last call. */
  readonly take: () => number;
  /** Returns the number of blocks that have run so far. */
  readonly blocks: () => number;
  readonly stop: () => void;
}

/** Matches code that parses, without tests, tools and libraries. */
const OF_PACKAGES = /\/packages\/[^/]+\/src\//;

/**
 * Records which blocks run, by the coverage counts of V8.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/
 */
export function watchCoverage(): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  const take = (): number => {
    const before = seen.size;
    session.post(
      'Profiler.takePreciseCoverage',
      (error: Error | null, { result }: Profiler.TakePreciseCoverageReturnType) => {
        if (error) throw error;
        for (const { url, functions } of result) {
          if (!OF_PACKAGES.test(url)) continue;
          for (const { ranges } of functions) {
            for (const { startOffset, endOffset, count } of ranges) {
              if (count > 0) seen.add(`${url}:${startOffset}-${endOffset}`);
            }
          }
        }
      },
    );
    return seen.size - before;
  };
  take();
  return {
    take,
    blocks: () => seen.size,
    stop: () => {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
