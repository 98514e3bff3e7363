/**
 * Runs all checks: `npm test`, the slower lanes of tests, the comparison with the images of the C program, and the site of the docs.
 * It continues after a failure; the last line is the total. It uses only Node's built-in modules, as bootstrap.mjs does.
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
import { clearReports, REPORTS, runSteps, vitest } from './steps.mjs';

/** @typedef {import('./steps.mjs').StepResult} StepResult */

const LANES = ['slow', 'parity'];
/** Kernels whose images are compared with the C program's through the built command. */
const KERNELS = ['cpu', 'gpu'];

clearReports();
const counts = [...(await npmTest()), ...(await lanes()), ...(await parity()), ...(await docs())];
const total = sumCounts(counts);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs `npm test`. Each of its steps counts as one check, except for lanes of tests, whose tests are counted. */
async function npmTest() {
  const results = await runSteps([{ name: 'npm test', command: ['npm', 'test'], output: 'live', shell: true }]);
  /** @type {StepResult[] | undefined} */
  const steps = readReport('steps');
  if (!steps) return results.map(({ passed }) => countOne(passed));
  const counts = [];
  for (const step of steps) {
    const lane = { tests: 'fast', 'gpu tests': 'gpu' }[step.name];
    if (step.name === 'browser tests') counts.push(await countBrowser(step));
    else counts.push(lane ? countLane(lane, step) : countOne(step.passed));
  }
  return counts;
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

async function lanes() {
  const results = await runSteps(LANES.map((lane) => ({ name: lane, command: vitest(lane), output: 'live' })));
  return results.map((result) => countLane(result.name, result));
}

/** Runs the comparison with the C program, which prints its own counts in its last line. */
async function parity() {
  const results = await runSteps(
    KERNELS.map((kernel) => ({
      name: `parity ${kernel}`,
      command: ['npm', 'run', '--silent', 'parity', '--', '--kernel', kernel],
      output: 'after',
      shell: true,
    })),
  );
  return results.map(({ passed, output }) => orFailure(readClosingLine(output), passed));
}

/** The documentation site; its last step finds dead links. */
async function docs() {
  const results = await runSteps([{ name: 'docs', command: ['npm', 'run', '--silent', 'docs'], shell: true }]);
  return results.map(({ passed }) => countOne(passed));
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
