import { defineConfig } from 'vitest/config';

/** The fast tests of the package whose mutants are tested. */
const folder = `packages/${process.env.MUTATED_PACKAGE}`;

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: [`${folder}/src/**/*.test.ts`],
    exclude: [`${folder}/src/**/*.{slow,parity,gpu,browser}.test.ts`],
    testTimeout: 60_000,
  },
});
