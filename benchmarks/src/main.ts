/** `npm run bench`: measures the kernels and the drop-in command; `npm run bench -- --help` lists the options. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { usageError } from '@braggsim/core';
import { runCommand } from '../../packages/cli/src/terminal/command';
import { knownCases } from './dataset/cases';
import { measureDatasets } from './dataset/measure-dataset';
import { HELP, parseOptions } from './options';
import { COMMAND, DATASET_RESULTS, OUT, ROOT, SMALL_RESULTS, SUBJECT } from './paths';
import { appendToLast } from './report/append';
import { writeDatasets, writeDocs, writeGpuDocs, writeGpuResults, writeResults, writeSmallDocs } from './report/write';
import { possible, runBench } from './run-bench';

/** Runs a script of a package in `node_modules`. @returns its exit code */
const runScript = (script: string, ...argv: readonly string[]): number =>
  spawnSync(process.execPath, [`${ROOT}node_modules/${script}`, ...argv], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;

/** Builds the packages where that is wanted. */
function build(wanted: boolean): void {
  if (wanted) {
    if (runScript('turbo/bin/turbo', 'run', 'build', '--output-logs=errors-only') === 0) return;
    throw usageError('the packages do not build; --no-build measures the last build');
  }
  const missing = [SUBJECT, COMMAND].find((file) => !existsSync(file));
  if (missing)
    throw usageError(
      `--no-build needs a build, and ${missing} is not there: leave it out once, or run \`npm run build\``,
    );
}

await runCommand('bench', async ({ out, err, signal }) => {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) return out(HELP);
  const say = (line: string) => err(`${line}\n`);
  const [first, ...cases] = options.files;
  if (first === 'dataset') {
    const chosen = cases.length > 0 ? { cases: knownCases(cases) } : {};
    build(options.build);
    const asked = {
      clock: options.clock,
      native: await possible(options.native, say),
      kernel: options.kernel,
      quick: options.quick,
      ...chosen,
    };
    const rows = await measureDatasets(asked, say, signal);
    out(`\n${writeDatasets(rows, DATASET_RESULTS, options.writeDocs)}\n`);
    return;
  }
  if (options.files.length > 0) {
    const saved = ['--outputJson', SMALL_RESULTS];
    const code = runScript('vitest/vitest.mjs', 'bench', '--run', '--project', 'fast', ...saved, ...options.files);
    if (code === 0 && options.writeDocs) writeSmallDocs();
    process.exitCode = code;
    return;
  }
  build(options.build);
  if (options.kernel === 'gpu') {
    const { runGpuBench } = await import('./gpu/run-gpu-bench');
    const results = await runGpuBench(options, say, signal);
    out(`\n${writeGpuResults(results, OUT)}\n\ngpu-results.json and gpu-results.md are in ${OUT}\n`);
    if (options.writeDocs) writeGpuDocs(results);
    return;
  }
  const measured = await runBench(options, say, signal);
  const results = options.append ? appendToLast(measured, OUT) : measured;
  out(`\n${writeResults(results, OUT)}\n\nresults.json, results.md and profiles are in ${OUT}\n`);
  if (options.writeDocs) writeDocs(results);
});
