import { defineConfig } from 'vitest/config';
import { runInKeptThread } from './kept-thread';
import { LoadingTests } from './loading-tests';
import { QuickFirst } from './quick-first';

/** The fast tests of the package whose mutants are tested. */
const folder = `packages/${process.env.MUTATED_PACKAGE}`;

export default defineConfig({
  // Stryker sets the pool in its arguments, which come before options here.
  plugins: [{ name: 'kept-thread', configureVitest: runInKeptThread }],
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    isolate: false,
    include: [`${folder}/src/**/*.test.ts`],
    exclude: [`${folder}/src/**/*.{slow,parity,gpu,browser}.test.ts`],
    setupFiles: ['tools/mutation/activate.ts'],
    testTimeout: 60_000,
    reporters: [new LoadingTests()],
    sequence: { sequencer: QuickFirst },
    cache: false,
    env: { BRAGGSIM_BRIEF_TESTS: '1' },
  },
});
