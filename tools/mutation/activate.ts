/**
 * Code that runs while test files are loaded, such as the constants of a term in the body of `describe`. In the first run, without a
 * mutant, each file is told which mutants lie in such code (see loading-tests.ts). In the runs of mutants, the mutant takes effect
 * before the file is loaded; Stryker waits for the first test, since it does not expect modules to be evaluated anew in every run.
 */
import { afterAll, beforeAll, inject } from 'vitest';

/** What Stryker provides to test files; its types do not say so. */
const provided = inject as (key: string) => string | undefined;

/** How often each mutant was reached. */
type Counts = Record<string, number>;

interface StrykerState {
  activeMutant?: string;
  hitCount?: number;
  mutantCoverage?: { static: Counts; perTest: Record<string, Counts> };
}

const states = globalThis as unknown as Record<string, StrykerState>;
const name = provided('globalNamespace');

if (name !== undefined) {
  states[name] ??= {};
  const state = states[name];
  if (provided('mode') === 'mutant') {
    Object.assign(state, { activeMutant: provided('activeMutant'), hitCount: 0 });
  } else {
    // Files that share a thread share the counts: each begins with none, and reports a copy.
    if (state.mutantCoverage) Object.assign(state.mutantCoverage, { static: {}, perTest: {} });
    // biome-ignore lint/correctness/noEmptyPattern: Vitest demands a pattern, which tells it what of the context is used.
    afterAll(({}, file) => {
      Object.assign(file.meta, { reached: structuredClone(state.mutantCoverage) });
    });
    // biome-ignore lint/correctness/noEmptyPattern: see above.
    beforeAll(({}, file) => {
      Object.assign(file.meta, { reachedByLoading: Object.keys(state.mutantCoverage?.static ?? {}) });
    });
  }
}
