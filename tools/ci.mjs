/**
 * Runs all checks: `npm test`, the packages as they are published, the slower lanes of tests, the comparison with the images of the C
 * program, and the site of the docs. It continues after a failure; the last lines are those of all steps, and the total. It uses only
 * Node's built-in modules, as bootstrap.mjs does.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowserLibraries } from './browser-libraries.mjs';
import {
  closingLine,
  countOne,
  countTests,
  failUnlessRun,
  isAllSkipped,
  readClosingLine,
  sumCounts,
} from './counts.mjs';
import { clearReports, node, REPORTS, resultLine, runSteps, vitest } from './steps.mjs';

/** @typedef {import('./steps.mjs').StepResult} StepResult */
/**
 * A step with the checks or tests that it ran.
 *
 * @typedef {{ result: StepResult, counts: import('./counts.mjs').Counts }} Row
 */

/** Lanes of which each leaves a part of two cores idle. */
const SIDE_BY_SIDE = ['slow-browser', 'parity'];
/**
 * Kernels whose images are compared with the C program's through the built command, with the part of the cases: a software GPU takes
 * minutes for all of them, which `npm run parity -- --kernel gpu` runs.
 */
const KERNELS = [
  { kernel: 'cpu', every: 1 },
  { kernel: 'gpu', every: 4 },
];

clearReports();
const start = performance.now();
const rows = [await npmTest(), await packages(), await slowLane(), await rest()].flat();
const total = sumCounts(rows.map(({ counts }) => counts));
console.log('\nall steps');
for (const { result, counts } of rows) {
  console.log(`${resultLine({ ...result, passed: counts.failed === 0 })}  ${closingLine(counts)}`);
}
const seconds = (performance.now() - start) / 1000;
console.log(`\nall steps took ${seconds.toFixed(0)} s\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * Runs `npm test`. Each of its steps counts as one check, except for lanes of tests, whose tests are counted.
 *
 * @returns {Promise<Row[]>}
 */
async function npmTest() {
  const results = await runSteps([{ name: 'npm test', command: ['npm', 'test'], output: 'live', shell: true }]);
  /** @type {StepResult[] | undefined} */
  const steps = readReport('steps');
  if (!steps) return results.map(asOne);
  /** @type {Row[]} */
  const rows = [];
  for (const result of steps) {
    const lane = { tests: 'fast', 'gpu tests': 'gpu' }[result.name];
    if (result.name === 'browser tests') rows.push({ result, counts: await countBrowser(result) });
    else rows.push(lane ? { result, counts: countLane(lane, result) } : asOne(result));
  }
  return rows;
}

/**
 * A step that counts as one check.
 *
 * @param {StepResult} result
 * @returns {Row}
 */
function asOne(result) {
  return { result, counts: countOne(result.passed) };
}

/** The packages as they are published, with their declarations, which the tests of the slow lane install. */
async function packages() {
  const results = await runSteps([
    { name: 'declarations', command: ['npm', 'run', '--silent', 'build'], shell: true },
    { name: 'publint', command: node('--import', 'tsx', 'tools/packaging/publint.ts') },
  ]);
  return results.map(asOne);
}

/**
 * Counts the tests in a browser. If it does not start, its libraries are installed and the tests run once more. A browser
 * that does not start with its libraries is a failure.
 *
 * @param {StepResult} step
 */
async function countBrowser(step) {
  const counts = countLane('browser', step);
  if (!isAllSkipped(counts) || !(await installBrowserLibraries())) return counts;
  const again = await runSteps([{ name: 'browser', command: vitest('browser'), output: 'live' }]);
  return sumCounts(again.map((result) => failUnlessRun(countLane('browser', result))));
}

/** @returns {Promise<Row[]>} */
async function slowLane() {
  const results = await runSteps([{ name: 'slow', command: vitest('slow'), output: 'live' }]);
  return results.map((result) => ({ result, counts: countLane('slow', result) }));
}

/**
 * Runs the lanes and checks that use one core most of the time: browsers and software GPUs wait, and the documentation site, whose
 * last step finds dead links, is built by one thread. The comparison with the C program prints its own counts in its last line.
 *
 * @returns {Promise<Row[]>}
 */
async function rest() {
  const results = await runSteps([
    ...SIDE_BY_SIDE.map((lane) => ({
      name: lane,
      command: vitest(lane),
      output: /** @type {const} */ ('after'),
      together: true,
    })),
    { name: 'docs', command: ['npm', 'run', '--silent', 'docs'], shell: true, together: true },
    ...KERNELS.map(({ kernel, every }) => ({
      name: `parity ${kernel}`,
      command: ['npm', 'run', '--silent', 'parity', '--', '--kernel', kernel, '--every', String(every)],
      output: /** @type {const} */ ('after'),
      shell: true,
      together: true,
    })),
  ]);
  return results.map((result) => {
    if (result.name === 'docs') return asOne(result);
    if (SIDE_BY_SIDE.includes(result.name)) return { result, counts: countLane(result.name, result) };
    return { result, counts: orFailure(readClosingLine(result.output), result.passed) };
  });
}

/**
 * @param {string} lane
 * @param {StepResult} result
 */
function countLane(lane, { passed }) {
  const report = readReport(lane);
  const counts = orFailure(report && countTests(report), passed);
  return isAllSkipped(counts) ? counts : failUnlessRun(counts);
}

/**
 * Returns the counts, with a failure added if the program failed without a failed test.
 *
 * @param {import('./counts.mjs').Counts | undefined} counts
 * @param {boolean} passed
 */
function orFailure(counts, passed) {
  if (!counts) return countOne(false);
  return passed || counts.failed > 0 ? counts : sumCounts([counts, countOne(false)]);
}

/** @param {string} name */
function readReport(name) {
  const path = join(REPORTS, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
