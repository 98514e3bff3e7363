/**
 * How mutants are made and tried for one package, the one that MUTATED_PACKAGE names; see mutation.mjs.
 */
const name = process.env.MUTATED_PACKAGE;
const folder = `packages/${name}`;

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/mutation/vitest.config.ts' },
  mutate: [`${folder}/src/**/*.ts`, `!${folder}/src/{testing/**,**/*.{test,bench}.ts,**/*fixture.ts}`],
  ignorePatterns: ['dist', 'out', 'docs', 'examples', 'benchmarks', '.turbo', '.changeset'],
  tempDirName: 'out/mutation/sandbox',
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `out/mutation/${name}.json` },
  htmlReporter: { fileName: `out/mutation/${name}.html` },
  thresholds: { high: 90, low: 80, break: 80 },
  concurrency: 2,
  timeoutMS: 20_000,
  // Code that runs while a module is loaded would need all modules loaded anew for each mutant: nearly all of the time for a
  // part of the code that is mostly texts. What also runs in a test is tried there.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `out/mutation/${name}.incremental.json`,
  disableTypeChecks: false,
  allowEmpty: false,
  allowConsoleColors: false,
};
