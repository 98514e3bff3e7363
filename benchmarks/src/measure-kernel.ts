import { join } from 'node:path';
import { usageError } from '@braggsim/core';
import { type CMeasurements, type CProgram, cProgram } from './c-program';
import type { Build } from './other-build';
import type { Against, KernelRow, VersusC } from './results';
import type { Clock } from './run-program';
import { medianRatio, medianUsage, spread } from './statistics';
import type { ImageTime, Setting } from './subject/protocol';
import { type Subject, startSubject } from './subject-process';
import { commandLine, targetOf, type Workload } from './workloads';
import { inWorkplace } from './workplace';

/** Options of a measurement. */
export interface MeasureOptions {
  /** Number of rounds; the median over the rounds is reported. */
  readonly rounds: number;
  /** Least duration of a measurement, ms: its image is repeated until then. */
  readonly atLeast: number;
  /** Path of the C program, if it is measured too. */
  readonly cProgram?: string;
  /** Build of another commit, if it is measured too. */
  readonly against?: Build;
  readonly clock: Clock;
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
  /** The same setting in the build of another commit. */
  readonly other?: { readonly subject: Subject; readonly dropIn: ImageTime[] };
}

/** Returns the time of an image by the clock that its setting is measured with: several threads share no processor. */
const timeOf = ({ time, usage: { cpuTime } }: ImageTime, threads: number, clock: Clock): number => {
  if (clock === 'wall' || threads > 1) return time;
  if (cpuTime === undefined) {
    throw usageError('the other commit does not measure the time of the processors; leave out --cpu-time');
  }
  return cpuTime;
};

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
    const { cProgram: path, against } = options;
    const numbers = path === undefined ? [] : [...new Set(settings.map(({ threads }) => threads))];
    const clockOf = (threads: number): Clock => (threads === 1 ? options.clock : 'wall');
    const c = new Map(
      numbers.map((threads) => [threads, cProgram(path as string, argv, { folder, threads, clock: clockOf(threads) })]),
    );
    const measured: Rounds[] = [];
    try {
      for (const setting of settings) {
        const asked = { ...setting, argv };
        const rounds = { subject: await startSubject(asked, folder), dropIn: [], corrected: [] };
        measured.push(rounds);
        if (!against) continue;
        const other = { subject: await startSubject(asked, folder, against.subject), dropIn: [] };
        measured[measured.length - 1] = { ...rounds, other };
      }
      const cTimes = await measureRounds(measured, c, options);
      const rows: KernelRow[] = [];
      for (const rounds of measured) {
        const { threads } = rounds.subject.setting;
        const program = c.get(threads);
        const beside = program && { program, times: cTimes.get(threads) ?? [], folder };
        rows.push(await rowOf(workload, size, rounds, beside, options.clock));
        if (options.profiles !== undefined) await profile(rounds.subject, workload, size, options.profiles);
      }
      return rows;
    } finally {
      for (const { subject, other } of measured) {
        subject.close();
        other?.subject.close();
      }
    }
  });

/** Measures all subjects and the C programs in rounds. @returns times of the C program by its number of threads, ms */
async function measureRounds(
  measured: readonly Rounds[],
  c: ReadonlyMap<number, CProgram>,
  { rounds, atLeast }: MeasureOptions,
): Promise<ReadonlyMap<number, readonly number[]>> {
  for (const subject of measured.flatMap(({ subject, other }) => (other ? [subject, other.subject] : [subject]))) {
    for (const mode of ['nanobragg-c', 'corrected'] as const) {
      for (let i = 0; i < WARM_UPS; i++) await subject.ask('image', { mode, atLeast: 0 });
    }
  }
  const cTimes = new Map([...c.keys()].map((threads) => [threads, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [threads, program] of c) cTimes.get(threads)?.push(await program.pixelLoop());
    for (const { subject, dropIn, corrected, other } of measured) {
      dropIn.push(await subject.ask('image', { mode: 'nanobragg-c', atLeast }));
      other?.dropIn.push(await other.subject.ask('image', { mode: 'nanobragg-c', atLeast }));
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
  clock: Clock,
): Promise<KernelRow> {
  const { subject, dropIn, corrected, other } = rounds;
  const { arithmetic, relaxed, samples, samplesPerPixel, peakMemory, cold } = subject.opened;
  const { precision, threads, native } = subject.setting;
  const timesOf = (images: readonly ImageTime[]) => images.map((image) => timeOf(image, threads, clock));
  const times = timesOf(dropIn);
  const time = spread(times);
  const correctedTime = spread(timesOf(corrected));
  const nsPerSample = (ms: number) => (1e6 * ms) / samples;
  const { vectorBits } = arithmetic.code ?? {};
  const target = threads === 1 ? targetOf(workload, size, precision, { native, vectorBits }) : undefined;
  return {
    workload: workload.id,
    title: workload.title,
    size,
    precision,
    threads,
    native,
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
    ...(beside && { versusC: await compareWithC(subject, beside, samples, { times, corrected: timesOf(corrected) }) }),
    ...(other && { against: compareBuilds(timesOf(other.dropIn), times) }),
  };
}

/** Compares the times of another build with those of this one. */
export const compareBuilds = (other: readonly number[], ours: readonly number[]): Against => ({
  time: spread(other),
  ratio: medianRatio(other, ours),
});

/** Compares times and image of one subject with those of the C program. */
async function compareWithC(
  subject: Subject,
  { program, times, folder }: CMeasurements,
  samples: number,
  ours: { readonly times: readonly number[]; readonly corrected: readonly number[] },
): Promise<VersusC> {
  const file = join(folder, 'braggsim.bin');
  await subject.ask('save', file);
  const time = spread(times);
  return {
    time,
    nsPerSample: (1e6 * time.median) / samples,
    ratio: medianRatio(times, ours.times),
    correctedRatio: medianRatio(times, ours.corrected),
    agreement: program.compare(file),
  };
}

/** Writes a CPU profile of one subject. */
async function profile({ ask, setting }: Subject, { id }: Workload, size: number, folder: string): Promise<void> {
  const { precision, threads, native } = setting;
  const code = native === 'off' ? [] : ['native'];
  const name = [id.replace('/', '-'), size, precision, threads, ...code].join('-');
  await ask('profile', join(folder, `${name}.cpuprofile`));
}
