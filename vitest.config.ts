import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['source'] };
const ssr = { resolve: { conditions: ['source'], externalConditions: ['source'] } };
const lanes = ['parity', 'slow', 'gpu', 'browser'];

/** One project per lane, told apart by file names: `*.test.ts` is fast, `*.slow.test.ts` and so on are not. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'fast',
          include: ['{packages,tools,benchmarks,examples,docs}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', ...lanes.map((lane) => `**/*.${lane}.test.ts`)],
          testTimeout: 60_000,
        },
      },
      ...lanes.map((lane) => ({
        resolve,
        ssr,
        test: {
          name: lane,
          include: [`{packages,tools,benchmarks,examples,docs}/**/*.${lane}.test.ts`],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 600_000,
        },
      })),
    ],
  },
});
