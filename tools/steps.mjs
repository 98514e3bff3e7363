import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Folder of test reports and of the list of steps, which `.ci/run` counts. */
export const REPORTS = join(ROOT, 'out', 'reports');

/**
 * A program that `npm test` or `npm start` runs.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command Program and arguments, run at the root of the repository.
 * @property {'live' | 'after' | 'onFailure'} [output] When its output is shown; by default on failure.
 * @property {boolean} [shell] Whether a shell starts it, which scripts (npx) need on Windows; arguments must not contain spaces.
 * @property {boolean} [together] Whether it may run at the same time as the steps next to it that may, too.
 * @property {() => boolean} [upToDate] True when there is nothing to do.
 * @property {() => void} [done] Called after success.
 *
 * @typedef {{ name: string, passed: boolean, seconds: number, output: string }} StepResult
 */

/** How many steps that allow it run at the same time. With more, the longest step would still determine the time. */
const AT_ONCE = 2;

/**
 * Runs steps and prints a line for each when it ends. It continues after a failure, so that one run shows all failures.
 *
 * @param {readonly Step[]} steps
 * @returns {Promise<StepResult[]>} In the order of the steps.
 */
export async function runSteps(steps) {
  const waiting = steps.filter(({ upToDate }) => !upToDate?.());
  /** @type {Promise<StepResult>[]} */
  const started = [];
  /** @type {Set<Promise<StepResult>>} */
  const running = new Set();
  for (const step of waiting) {
    while (running.size >= (step.together ? AT_ONCE : 1)) await Promise.race(running);
    const result = runStep(step).finally(() => running.delete(result));
    running.add(result);
    started.push(result);
    if (!step.together) await result;
  }
  return Promise.all(started);
}

/**
 * @param {Step} step
 * @returns {Promise<StepResult>}
 */
async function runStep(step) {
  if (step.output === 'live') console.log(`\n${step.name}`);
  const start = performance.now();
  const { passed, output } = await run(step);
  const seconds = (performance.now() - start) / 1000;
  if (passed) step.done?.();
  const result = { name: step.name, passed, seconds, output };
  console.log(resultLine(result));
  if (output && (!passed || step.output === 'after')) console.log(output.replace(/^/gm, '    '));
  return result;
}

/**
 * The line that tells how a step ended, and how long it took.
 *
 * @param {Pick<StepResult, 'name' | 'passed' | 'seconds'>} result
 */
export function resultLine({ name, passed, seconds }) {
  return `${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(13)} ${seconds.toFixed(1).padStart(6)} s`;
}

/**
 * @param {Step} step
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function run({ command, output: show, shell = false }) {
  const [program = '', ...args] = shell ? [command.join(' ')] : command;
  return new Promise((settle) => {
    const stdout = show === 'live' ? 'inherit' : 'pipe';
    const env = stdout === 'inherit' && process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
    const child = spawn(program, args, { cwd: ROOT, env, shell, stdio: ['ignore', stdout, stdout] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
      });
    }
    child.on('error', (error) => settle({ passed: false, output: `${program} does not start: ${error.message}` }));
    child.on('close', (code) => settle({ passed: code === 0, output: output.trimEnd() }));
  });
}

/** Empties the folder of reports, so that reports of an earlier run are not counted. */
export function clearReports() {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
}

/** @param {readonly StepResult[]} results */
export function writeSteps(results) {
  writeFileSync(join(REPORTS, 'steps.json'), `${JSON.stringify(results, null, 2)}\n`);
}

/**
 * Returns the command that runs a script with the current Node.
 *
 * @param {string} script
 * @param {...string} args
 */
export function node(script, ...args) {
  return [process.execPath, script, ...args];
}

/**
 * Returns the command that checks the types of a project, which keeps what it knows in a file of this name.
 *
 * @param {string} project
 * @param {string} name
 */
export function typeCheck(project, name) {
  const kept = `node_modules/.cache/${name}.tsbuildinfo`;
  return node('node_modules/typescript-7/bin/tsc', '--project', project, '--tsBuildInfoFile', kept);
}

/**
 * Returns the command that runs one lane of tests and writes its report to the folder of reports.
 *
 * @param {string} lane
 * @param {...string} filters
 */
export function vitest(lane, ...filters) {
  const reporters = ['--reporter=minimal', '--reporter=json', `--outputFile.json=${join(REPORTS, `${lane}.json`)}`];
  return node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    lane,
    '--passWithNoTests',
    ...reporters,
    ...filters,
  );
}
