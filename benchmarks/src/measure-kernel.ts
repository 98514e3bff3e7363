import { join } from 'node:path';
import { type CMeasurements, type CProgram, cProgram } from './c-program';
import type { KernelRow, VersusC } from './results';
import { medianRatio, medianUsage, spread } from './statistics';
import type { ImageTime, Setting } from './subject/protocol';
import { type Subject, startSubject } from './subject-process';
import { commandLine, type Workload } from './workloads';
import { inWorkplace } from './workplace';

/** Options of a measurement. */
export interface MeasureOptions {
  /** Number of rounds; the median over the rounds is reported. */
  readonly rounds: number;
  /** Least duration of a measurement, ms: its image is repeated until then. */
  readonly atLeast: number;
  /** Path of the C program, if it is measured too. */
  readonly cProgram?: string;
  /** Folder for CPU profiles, if they are written. */
  readonly profiles?: string;
}

/** Number of warm-up runs, in which V8 replaces the first code of a module by the fast one. */
const WARM_UPS = 3;
const BYTES_PER_PIXEL = 4;

/** Measurements of one subject, one entry a round. */
interface Rounds {
  readonly subject: Subject;
  readonly dropIn: ImageTime[];
  readonly corrected: ImageTime[];
}

/**
 * Measures one experiment in several settings. Every round measures all of them, and the C program if it is given, so that
 * other load of the machine affects all alike.
 */
export const measureKernel = (
  workload: Workload,
  size: number,
  settings: readonly Omit<Setting, 'argv'>[],
  options: MeasureOptions,
): Promise<KernelRow[]> =>
  inWorkplace(workload, async (folder) => {
    const argv = commandLine(workload, size);
    const c = options.cProgram === undefined ? undefined : cProgram(options.cProgram, argv, folder);
    const measured: Rounds[] = [];
    try {
      for (const setting of settings) {
        measured.push({ subject: await startSubject({ ...setting, argv }, folder), dropIn: [], corrected: [] });
      }
      const cTimes = await measureRounds(measured, c, options);
      const rows: KernelRow[] = [];
      for (const rounds of measured) {
        rows.push(await rowOf(workload, size, rounds, c && { program: c, times: cTimes, folder }));
        if (options.profiles !== undefined) await profile(rounds.subject, workload, size, options.profiles);
      }
      return rows;
    } finally {
      for (const { subject } of measured) subject.close();
    }
  });

/** Measures all subjects and the C program in rounds. @returns times of the C program, ms */
async function measureRounds(
  measured: readonly Rounds[],
  c: CProgram | undefined,
  { rounds, atLeast }: MeasureOptions,
): Promise<number[]> {
  for (const { subject } of measured) {
    for (const mode of ['nanobragg-c', 'corrected'] as const) {
      for (let i = 0; i < WARM_UPS; i++) await subject.ask('image', { mode, atLeast: 0 });
    }
  }
  const cTimes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (c) cTimes.push(await c.pixelLoop());
    for (const { subject, dropIn, corrected } of measured) {
      dropIn.push(await subject.ask('image', { mode: 'nanobragg-c', atLeast }));
      corrected.push(await subject.ask('image', { mode: 'corrected', atLeast }));
    }
  }
  return cTimes;
}

/** Summarizes the measurements of one subject. */
async function rowOf(
  workload: Workload,
  size: number,
  rounds: Rounds,
  beside: CMeasurements | undefined,
): Promise<KernelRow> {
  const { subject, dropIn, corrected } = rounds;
  const { arithmetic, relaxed, samples, samplesPerPixel, peakMemory, cold } = subject.opened;
  const { precision, threads } = subject.setting;
  const time = spread(dropIn.map((image) => image.time));
  const correctedTime = spread(corrected.map((image) => image.time));
  const nsPerSample = (ms: number) => (1e6 * ms) / samples;
  const target = threads === 1 ? workload.targets?.[precision] : undefined;
  return {
    workload: workload.id,
    title: workload.title,
    size,
    precision,
    threads,
    arithmetic,
    relaxed,
    samplesPerPixel,
    time,
    correctedTime,
    nsPerSample: nsPerSample(time.median),
    correctedNsPerSample: nsPerSample(correctedTime.median),
    imagesPerSecond: 1000 / time.median,
    bytesPerSecond: (BYTES_PER_PIXEL * size ** 2 * 1000) / time.median,
    peakMemory,
    cold,
    warm: await subject.ask('warm', undefined),
    usage: medianUsage(dropIn.map((image) => image.usage)),
    ...(target !== undefined && { target }),
    ...(beside && { versusC: await compareWithC(rounds, beside, samples) }),
  };
}

/** Compares times and image of one subject with those of the C program. */
async function compareWithC(
  { subject, dropIn, corrected }: Rounds,
  { program, times, folder }: CMeasurements,
  samples: number,
): Promise<VersusC> {
  const file = join(folder, 'braggsim.bin');
  await subject.ask('save', file);
  const time = spread(times);
  const ratioTo = (measured: readonly ImageTime[]) =>
    medianRatio(
      times,
      measured.map((image) => image.time),
    );
  return {
    time,
    nsPerSample: (1e6 * time.median) / samples,
    ratio: ratioTo(dropIn),
    correctedRatio: ratioTo(corrected),
    agreement: program.compare(file),
  };
}

/** Writes a CPU profile of one subject. */
async function profile({ ask, setting }: Subject, { id }: Workload, size: number, folder: string): Promise<void> {
  const name = [id.replace('/', '-'), size, setting.precision, setting.threads].join('-');
  await ask('profile', join(folder, `${name}.cpuprofile`));
}
