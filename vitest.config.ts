import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Lanes besides the fast one, told apart by file names: `*.slow.test.ts` and so on. */
const SLOWER_LANES = ['parity', 'slow', 'gpu', 'browser', 'slow-browser'];
/** Lanes whose tests open the page in a browser. */
const BROWSER_LANES = ['browser', 'slow-browser'];
const FOLDERS = '{packages,tools,benchmarks,examples,docs}/**';
const NOT_OURS = ['**/node_modules/**', '**/dist/**'];

const CACHE_FOLDER = './tools/lanes/cache-folder.ts';
/** Builds the page that the tests in a browser open. */
const BUILT_PAGE = './packages/viewer/built-page.fixture.ts';
const SETUP = ['./tools/lanes/relaxed-simd.ts', './tools/lanes/equality.ts'];

/** Packages are resolved to their sources, so that no test waits for a build. */
const lane = (
  name: string,
  timeout: number,
  include: string,
  exclude: readonly string[],
): TestProjectConfiguration => ({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    name,
    // Threads start faster; processes are for lanes whose native code or memory wants one.
    pool: name === 'fast' ? 'threads' : 'forks',
    // Files that run in the same thread share the modules that they import, which takes a third of the time.
    isolate: name !== 'fast',
    globalSetup: BROWSER_LANES.includes(name) ? [CACHE_FOLDER, BUILT_PAGE] : CACHE_FOLDER,
    setupFiles: SETUP,
    include: [`${FOLDERS}/${include}`],
    exclude: [...NOT_OURS, ...exclude],
    testTimeout: timeout,
    hookTimeout: timeout,
    // What happens soon on a quiet machine may take longer on a busy one.
    expect: { poll: { timeout: 30_000 } },
    // A failed comparison of images prints its first differences, not all pixels.
    diff: { truncateThreshold: 40 },
  },
});

export default defineConfig({
  test: {
    // Each core has its file: what the process that collects the results needs is little. Vitest would leave it a core, the half of two.
    maxWorkers: availableParallelism(),
    projects: [
      lane(
        'fast',
        60_000,
        '*.test.ts',
        SLOWER_LANES.map((name) => `**/*.${name}.test.ts`),
      ),
      ...SLOWER_LANES.map((name) => lane(name, 600_000, `*.${name}.test.ts`, [])),
    ],
  },
});
