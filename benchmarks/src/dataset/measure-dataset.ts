import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interrupted } from '@braggsim/core';
import { BRAGGSIM, USAGE_AT_EXIT } from '../paths';
import { type Clock, timeProgram } from '../run-program';
import type { Native } from '../workloads';
import { DATASET_CASES, type DatasetCase } from './cases';

/** Times of a data set. */
export interface DatasetRow {
  readonly id: string;
  readonly title: string;
  readonly native: Native;
  /** The kernel that the plans ask for. */
  readonly kernel: 'cpu' | 'gpu';
  /** Time of a shot, ms. */
  readonly msPerShot: number;
  /** Time of a run before and besides its shots, ms. */
  readonly startMs: number;
  /** Bytes of a shot on the disk. */
  readonly bytesPerShot: number;
  /** Largest memory of the process after one shard, and after two, bytes. */
  readonly memory: readonly [one: number, two: number];
  readonly target?: number;
  readonly mostMemory: number;
}

/** Settings of a measurement. */
export interface DatasetOptions {
  readonly clock: Clock;
  readonly native: readonly Native[];
  /** On the GPU there is no native code to tell apart. */
  readonly kernel: 'cpu' | 'gpu';
  /** Names of cases; all when absent. */
  readonly cases?: readonly string[];
  /** Least number of shots, only to see that all of it works. */
  readonly quick: boolean;
}

const QUICK_SHOTS = 2;

/** Makes shards of a plan as a user does: one worker, labels, compression, and files on the disk. */
async function run(folder: string, out: string, last: number, native: Native, clock: Clock) {
  const usage = join(folder, 'usage.json');
  const flags = ['--workers', '1', '--native', native, '--shards', `0..${last}`];
  const argv = ['--require', USAGE_AT_EXIT, BRAGGSIM, 'dataset', 'run', 'plan.yaml', '-o', out, ...flags];
  const time = await timeProgram(process.execPath, argv, { folder, environment: { USAGE_FILE: usage }, clock });
  const { peakMemory } = JSON.parse(readFileSync(usage, 'utf8')) as { readonly peakMemory: number };
  return { time, memory: peakMemory };
}

const bytesOf = (out: string, shard: number): number => {
  const record = JSON.parse(readFileSync(join(out, `shards/00000/shard-0000${shard}.json`), 'utf8')) as {
    readonly files: readonly { readonly bytes: number }[];
  };
  return record.files.reduce((sum, { bytes }) => sum + bytes, 0);
};

/** Adds the kernel to the sampling of a plan. */
function withKernel(plan: string, kernel: DatasetOptions['kernel']): string {
  if (kernel === 'cpu') return plan;
  const changed = plan.replace('sampling: {', `sampling: { kernel: ${kernel},`);
  if (changed === plan) throw new Error('the plan has no sampling');
  return changed;
}

/** Times a case: a run of two shards less one of the first of them, whose start and compilation are the same. */
async function measureCase(
  { id, title, shots: usual, targets, mostMemory, plan }: DatasetCase,
  native: Native,
  { clock, quick, kernel }: DatasetOptions,
): Promise<DatasetRow> {
  const shots = quick ? QUICK_SHOTS : usual;
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-bench-'));
  try {
    writeFileSync(join(folder, 'plan.yaml'), withKernel(plan(shots), kernel));
    // Native code is compiled before, as for every run but the first one of a machine.
    if (native === 'require') await run(folder, 'before', 0, native, clock);
    const one = await run(folder, 'one', 0, native, clock);
    const two = await run(folder, 'two', 1, native, clock);
    const msPerShot = (two.time - one.time) / shots;
    const target = kernel === 'cpu' ? targets[native] : undefined;
    return {
      id,
      title,
      native,
      kernel,
      msPerShot,
      startMs: one.time - shots * msPerShot,
      bytesPerShot: bytesOf(join(folder, 'two'), 1) / shots,
      memory: [one.memory, two.memory],
      ...(target !== undefined && { target }),
      mostMemory,
    };
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Measures how fast data sets are made on one core.
 *
 * @param say receives a line for each case
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function measureDatasets(
  options: DatasetOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly DatasetRow[]> {
  const rows: DatasetRow[] = [];
  for (const one of DATASET_CASES) {
    if (options.cases && !options.cases.includes(one.id)) continue;
    for (const native of options.kernel === 'gpu' ? (['off'] as const) : options.native) {
      if (one.images === false && (native === 'require' || options.kernel === 'gpu')) continue;
      if (signal.aborted) throw interrupted();
      const row = await measureCase(one, native, options);
      say(
        `data set ${one.id}, ${options.kernel === 'gpu' ? 'gpu' : `native ${native}`}: ${(1000 / row.msPerShot).toPrecision(3)} shots/s`,
      );
      rows.push(row);
    }
  }
  return rows;
}
