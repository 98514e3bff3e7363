import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CMeasurements, cProgram } from './c-program';
import type { MeasureOptions } from './measure-kernel';
import { NANOBRAGG, USAGE_AT_EXIT } from './paths';
import type { ProcessRow } from './results';
import { timeProgram } from './run-program';
import { median, medianRatio, medianUsage, spread } from './statistics';
import type { Usage } from './subject/usage';
import { commandLine, type Native, type Precision, type ProcessWorkload, targetOf } from './workloads';
import { inWorkplace } from './workplace';

const FLOAT_IMAGE = 'braggsim.bin';
const QUIET = ['-nonoise', '-nopgm', '-noprogress', '-floatfile', FLOAT_IMAGE, '-intfile', 'braggsim.img'];

/** Measurements of one run. */
interface Run extends Usage {
  /** Time from start to end, ms. */
  readonly time: number;
  readonly peakMemory: number;
}

/** Runs the built command as a user does, and measures it. */
async function runBraggsim(argv: readonly string[], folder: string): Promise<Run> {
  const usageFile = join(folder, 'usage.json');
  const program = ['--import', USAGE_AT_EXIT, NANOBRAGG];
  const time = await timeProgram(process.execPath, [...program, ...argv, ...QUIET], folder, { USAGE_FILE: usageFile });
  return { time, ...(JSON.parse(readFileSync(usageFile, 'utf8')) as Omit<Run, 'time'>) };
}

/** Measures whole runs on one thread, alternately of the C program and of braggsim. */
export const measureProcess = (
  workload: ProcessWorkload,
  size: number,
  precisions: readonly Precision[],
  native: readonly Native[],
  { rounds, cProgram: path }: MeasureOptions,
): Promise<ProcessRow[]> =>
  inWorkplace(workload, async (folder) => {
    const argv = commandLine(workload, size);
    const c = path === undefined ? undefined : cProgram(path, argv, folder, 1);
    // With a cache that the first run has filled.
    const flags = ({ precision, code }: { readonly precision: Precision; readonly code: Native }) => {
      return [...argv, '-threads', '1', '-precision', precision, '-native', code];
    };
    const settings = precisions.flatMap((precision) => native.map((code) => ({ precision, code })));
    // The first run of either program reads it from the disk.
    await c?.wholeRun();
    for (const setting of settings) await runBraggsim(flags(setting), folder);

    const cTimes: number[] = [];
    const runs = settings.map((setting) => ({ setting, ours: [] as Run[] }));
    for (let round = 0; round < rounds; round++) {
      if (c) cTimes.push(await c.wholeRun());
      for (const { setting, ours } of runs) ours.push(await runBraggsim(flags(setting), folder));
    }
    const rows: ProcessRow[] = [];
    for (const { setting, ours } of runs) {
      // Every setting has written the same file: once more for the comparison.
      if (c) await runBraggsim(flags(setting), folder);
      rows.push(rowOf(workload, size, setting, ours, c && { program: c, times: cTimes, folder }));
    }
    return rows;
  });

/** Summarizes the measurements of one precision. */
function rowOf(
  workload: ProcessWorkload,
  size: number,
  { precision, code }: { readonly precision: Precision; readonly code: Native },
  runs: readonly Run[],
  beside: CMeasurements | undefined,
): ProcessRow {
  const times = runs.map(({ time }) => time);
  const { id, title } = workload;
  const target = targetOf(workload, precision, { native: code, vectorBits: 512 });
  return {
    workload: id,
    title,
    size,
    precision,
    native: code,
    time: spread(times),
    peakMemory: median(runs.map((run) => run.peakMemory)),
    usage: medianUsage(runs),
    ...(target !== undefined && { target }),
    ...(beside && {
      versusC: {
        time: spread(beside.times),
        ratio: medianRatio(beside.times, times),
        agreement: beside.program.compare(join(beside.folder, FLOAT_IMAGE)),
      },
    }),
  };
}
