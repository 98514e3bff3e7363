/**
 * Options for making and testing the mutants of one package, which the variable MUTATED_PACKAGE names; see
 * mutation.mjs.
 */
const name = process.env.MUTATED_PACKAGE;
const folder = `packages/${name}`;

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/mutation/vitest.config.ts', related: false },
  mutate: [`${folder}/src/**/*.ts`, `!${folder}/src/{testing/**,**/*.{test,bench}.ts,**/*fixture.ts}`],
  ignorePatterns: ['dist', 'out', 'docs', 'examples', 'benchmarks', '.turbo', '.changeset'],
  tempDirName: 'out/mutation/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `out/mutation/${name}.json` },
  htmlReporter: { fileName: `out/mutation/${name}.html` },
  thresholds: { high: 90, low: 80, break: 80 },
  concurrency: 2,
  // A run on a busy machine must not be taken for an endless loop.
  timeoutMS: 60_000,
  // Code that runs while a module is loaded would require loading all modules again for each mutant, which would take
  // nearly all of the time for code that is mostly texts. Code that also runs in a test is mutated there.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `out/mutation/${name}.incremental.json`,
  disableTypeChecks: false,
  allowEmpty: false,
  allowConsoleColors: false,
};
