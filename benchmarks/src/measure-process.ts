import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CMeasurements, cProgram, FEW_FILES } from './c-program';
import { compareBuilds, type MeasureOptions } from './measure-kernel';
import { NANOBRAGG, USAGE_AT_EXIT } from './paths';
import type { ProcessRow } from './results';
import { type Clock, timeProgram } from './run-program';
import { median, medianRatio, medianUsage, spread } from './statistics';
import type { Usage } from './subject/usage';
import { commandLine, type Native, type Precision, type ProcessWorkload, targetOf } from './workloads';
import { inWorkplace } from './workplace';

const FLOAT_IMAGE = 'braggsim.bin';
const QUIET = ['-noprogress', '-floatfile', FLOAT_IMAGE, '-intfile', 'braggsim.img'];

/** Measurements of one run. */
interface Run extends Usage {
  /** Time from start to end, ms. */
  readonly time: number;
  readonly peakMemory: number;
}

/** A command line in a precision and kind of code, and its measurements. */
interface Rounds {
  readonly precision: Precision;
  readonly code: Native;
  readonly runs: Run[];
  /** Times of the build of another commit, ms. */
  readonly other: number[];
}

/** Runs a built command as a user does, and measures it. */
async function runBraggsim(
  program: string,
  argv: readonly string[],
  { folder, clock }: { readonly folder: string; readonly clock: Clock },
): Promise<Run> {
  const usageFile = join(folder, 'usage.json');
  const environment = { USAGE_FILE: usageFile };
  const given = ['--require', USAGE_AT_EXIT, program, ...argv, ...QUIET];
  const time = await timeProgram(process.execPath, given, { folder, environment, clock });
  return { time, ...(JSON.parse(readFileSync(usageFile, 'utf8')) as Omit<Run, 'time'>) };
}

/** Measures whole runs on one thread, alternately of the C program, of Node without a script, and of braggsim. */
export const measureProcess = (
  workload: ProcessWorkload,
  size: number,
  precisions: readonly Precision[],
  native: readonly Native[],
  { rounds, cProgram: path, against, clock }: MeasureOptions,
): Promise<ProcessRow[]> =>
  inWorkplace(workload, async (folder) => {
    const argv = [...commandLine(workload, size), ...(workload.writesAll ? [] : FEW_FILES)];
    const c = path === undefined ? undefined : cProgram(path, argv, { folder, threads: 1, clock });
    const bareNode = () => timeProgram(process.execPath, ['-e', '0'], { folder, clock });
    // With a cache that the first run has filled.
    const run = ({ precision, code }: Rounds, program = NANOBRAGG) =>
      runBraggsim(program, [...argv, '-threads', '1', '-precision', precision, '-native', code], { folder, clock });
    const measured = precisions.flatMap((precision) =>
      native.map((code): Rounds => ({ precision, code, runs: [], other: [] })),
    );
    // The first run of each program reads it from the disk.
    await c?.wholeRun();
    await bareNode();
    for (const one of measured) {
      await run(one);
      if (against) await run(one, against.nanoBragg);
    }

    const cTimes: number[] = [];
    const nodeTimes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      if (c) cTimes.push(await c.wholeRun());
      nodeTimes.push(await bareNode());
      for (const one of measured) {
        one.runs.push(await run(one));
        if (against) one.other.push((await run(one, against.nanoBragg)).time);
      }
    }
    const rows: ProcessRow[] = [];
    for (const one of measured) {
      // Every setting has written the same file: once more for the comparison.
      if (c) await run(one);
      rows.push(rowOf(workload, size, one, nodeTimes, c && { program: c, times: cTimes, folder }));
    }
    return rows;
  });

/** Summarizes the measurements of one precision and kind of code. */
function rowOf(
  workload: ProcessWorkload,
  size: number,
  { precision, code, runs, other }: Rounds,
  nodeTimes: readonly number[],
  beside: CMeasurements | undefined,
): ProcessRow {
  const times = runs.map(({ time }) => time);
  const { id, title, mostOverNode, mostMemory } = workload;
  const target = targetOf(workload, size, precision, { native: code, vectorBits: 512 });
  return {
    workload: id,
    title,
    size,
    precision,
    native: code,
    time: spread(times),
    peakMemory: median(runs.map((run) => run.peakMemory)),
    usage: medianUsage(runs),
    overNode: {
      time: spread(nodeTimes),
      ratio: medianRatio(times, nodeTimes),
      ...(mostOverNode !== undefined && { most: mostOverNode }),
    },
    ...(mostMemory && { mostMemory: mostMemory(size) }),
    ...(target !== undefined && { target }),
    ...(beside && {
      versusC: {
        time: spread(beside.times),
        ratio: medianRatio(beside.times, times),
        agreement: beside.program.compare(join(beside.folder, FLOAT_IMAGE)),
      },
    }),
    ...(other.length > 0 && { against: compareBuilds(other, times) }),
  };
}
