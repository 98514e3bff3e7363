/**
 * Makes a data set of many shots of case S of the benchmark with the built command, and records its progress and the memory of the process over time;
 * then verifies the set. Repeated after an interruption it goes on with the set and with its log.
 *
 *     npx tsx --conditions=source tools/dataset/long-run.ts FOLDER [SHOTS] [WORKERS]
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DATASET_CASES } from '../../benchmarks/src/dataset/cases';

const [folder = 'out/long-run', shots = '10000', workers = '2'] = process.argv.slice(2);
const BRAGGSIM = resolve(import.meta.dirname, '../../packages/cli/bin/braggsim.js');
const SAMPLE_MS = 10_000;
/** Shots of a shard, so that workers share a set of any size. */
const PER_SHARD = 250;

const here = resolve(folder);
const log = join(here, 'long-run.log');

/** Writes a line to the terminal and to the log. */
function say(line: string): void {
  console.log(line);
  appendFileSync(log, `${line}\n`);
}

/** Returns the resident memory of a process, MB, and its processor time, s; undefined where it has ended. */
function usageOf(pid: number): { readonly mb: number; readonly cpuS: number } | undefined {
  try {
    const [, kb = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { mb: Number(kb) / 1000, cpuS: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return undefined;
  }
}

mkdirSync(here, { recursive: true });
const small = DATASET_CASES.find(({ id }) => id === 'S');
if (!small) throw new Error('there is no case S');
const plan = small.plan(PER_SHARD).replace(/^shots: .*$/m, `shots: ${shots}`);
writeFileSync(join(here, 'plan.yaml'), plan);

const started = performance.now();
const argv = ['dataset', 'run', 'plan.yaml', '-o', 'set', '--workers', workers];
const run = spawn(process.execPath, [BRAGGSIM, ...argv], { cwd: here, stdio: ['ignore', 'pipe', 'pipe'] });
for (const stream of [run.stdout, run.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => say(text.trimEnd()));
}
const sampling = setInterval(() => {
  const usage = usageOf(run.pid as number);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (usage) say(`${seconds} s: ${usage.mb.toFixed(0)} MB resident, ${usage.cpuS.toFixed(0)} s of processors`);
}, SAMPLE_MS);
run.on('exit', (code) => {
  clearInterval(sampling);
  say(`exit code ${code} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const verified = spawnSync(
    process.execPath,
    [BRAGGSIM, 'dataset', 'verify', 'set', '--plan', 'plan.yaml', '--replay', '5'],
    { cwd: here, encoding: 'utf8' },
  );
  say(`verify: ${verified.stdout}${verified.stderr}exit code ${verified.status}`);
  process.exitCode = code === 0 ? (verified.status ?? 1) : (code ?? 1);
});
