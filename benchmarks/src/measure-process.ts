import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CMeasurements, cProgram } from './c-program';
import type { MeasureOptions } from './measure-kernel';
import { NANOBRAGG, USAGE_AT_EXIT } from './paths';
import type { ProcessRow } from './results';
import { timeProgram } from './run-program';
import { median, medianRatio, medianUsage, spread } from './statistics';
import type { Usage } from './subject/usage';
import { commandLine, type Precision, type ProcessWorkload } from './workloads';
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
  { rounds, cProgram: path }: MeasureOptions,
): Promise<ProcessRow[]> =>
  inWorkplace(workload, async (folder) => {
    const argv = commandLine(workload, size);
    const c = path === undefined ? undefined : cProgram(path, argv, folder);
    const flags = (precision: Precision) => [...argv, '-threads', '1', '-precision', precision];
    // The first run of either program is not measured, since the program is read from the disk.
    await c?.wholeRun();
    for (const precision of precisions) await runBraggsim(flags(precision), folder);

    const cTimes: number[] = [];
    const measured = precisions.map((precision) => ({ precision, runs: [] as Run[] }));
    for (let round = 0; round < rounds; round++) {
      if (c) cTimes.push(await c.wholeRun());
      for (const { precision, runs: own } of measured) own.push(await runBraggsim(flags(precision), folder));
    }
    const rows: ProcessRow[] = [];
    for (const { precision, runs: own } of measured) {
      // Every precision writes to the same file, so that it is written once more for the comparison.
      if (c) await runBraggsim(flags(precision), folder);
      rows.push(rowOf(workload, size, precision, own, c && { program: c, times: cTimes, folder }));
    }
    return rows;
  });

/** Summarizes the measurements of one precision. */
function rowOf(
  { id, title, targets }: ProcessWorkload,
  size: number,
  precision: Precision,
  runs: readonly Run[],
  beside: CMeasurements | undefined,
): ProcessRow {
  const times = runs.map(({ time }) => time);
  const target = targets[precision];
  return {
    workload: id,
    title,
    size,
    precision,
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
