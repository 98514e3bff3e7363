import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where test reports and the list of steps go, for `.ci/run` to count. */
export const REPORTS = join(ROOT, 'out', 'reports');

/**
 * One named program run of `npm test` or `npm start`.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command Program and arguments, run at the root of the repository.
 * @property {'live' | 'after' | 'onFailure'} [output] When its output is shown; on failure unless said otherwise.
 * @property {boolean} [shell] Started by a shell, as scripts must be on Windows (npx); no argument may have a space.
 * @property {() => boolean} [upToDate] True when there is nothing to do.
 * @property {() => void} [done] What to note after success.
 *
 * @typedef {{ name: string, passed: boolean, seconds: number, output: string }} StepResult
 */

/**
 * Runs steps one after the other, prints a line for each, and goes on after a failure, so that one run shows all.
 *
 * @param {readonly Step[]} steps
 * @returns {Promise<StepResult[]>}
 */
export async function runSteps(steps) {
  const results = [];
  for (const step of steps) {
    if (step.upToDate?.()) continue;
    if (step.output === 'live') console.log(`\n${step.name}`);
    const start = performance.now();
    const { passed, output } = await run(step);
    const seconds = (performance.now() - start) / 1000;
    if (passed) step.done?.();
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${step.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
    if (output && (!passed || step.output === 'after')) console.log(output.replace(/^/gm, '    '));
    results.push({ name: step.name, passed, seconds, output });
  }
  return results;
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

/** Empties the folder of reports, so that nothing of an earlier run is counted. */
export function clearReports() {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
}

/** @param {readonly StepResult[]} results */
export function writeSteps(results) {
  writeFileSync(join(REPORTS, 'steps.json'), `${JSON.stringify(results, null, 2)}\n`);
}

/**
 * The command that runs a script by the Node that we run on.
 *
 * @param {string} script
 * @param {...string} args
 */
export function node(script, ...args) {
  return [process.execPath, script, ...args];
}

/**
 * The command that runs one lane of tests and leaves its report in the folder of reports.
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
