import { type Profiler, Session } from 'node:inspector';

/** Which blocks of the packages' sources have run. */
export interface Coverage {
  /** Blocks that have run since the last call and never before; each is counted once. */
  readonly take: () => number;
  /** Blocks that have run so far. */
  readonly blocks: () => number;
  readonly stop: () => void;
}

/** Code that parses: not that of tests, tools and libraries. */
const OF_PACKAGES = /\/packages\/[^/]+\/src\//;

/**
 * Watches which blocks run, by the coverage that V8 counts itself.
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
