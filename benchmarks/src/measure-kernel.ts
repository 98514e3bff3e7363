import { join } from 'node:path';
import { type CMeasurements, type CProgram, cProgram } from './c-program';
import type { KernelRow, VersusC } from './results';
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
    const { cProgram: path } = options;
    const numbers = path === undefined ? [] : [...new Set(settings.map(({ threads }) => threads))];
    const c = new Map(numbers.map((threads) => [threads, cProgram(path as string, argv, folder, threads)]));
    const measured: Rounds[] = [];
    try {
      for (const setting of settings) {
        measured.push({ subject: await startSubject({ ...setting, argv }, folder), dropIn: [], corrected: [] });
      }
      const cTimes = await measureRounds(measured, c, options);
      const rows: KernelRow[] = [];
      for (const rounds of measured) {
        const { threads } = rounds.subject.setting;
        const program = c.get(threads);
        const beside = program && { program, times: cTimes.get(threads) ?? [], folder };
        rows.push(await rowOf(workload, size, rounds, beside));
        if (options.profiles !== undefined) await profile(rounds.subject, workload, size, options.profiles);
      }
      return rows;
    } finally {
      for (const { subject } of measured) subject.close();
    }
  });

/** Measures all subjects and the C programs in rounds. @returns times of the C program by its number of threads, ms */
async function measureRounds(
  measured: readonly Rounds[],
  c: ReadonlyMap<number, CProgram>,
  { rounds, atLeast }: MeasureOptions,
): Promise<ReadonlyMap<number, readonly number[]>> {
  for (const { subject } of measured) {
    for (const mode of ['nanobragg-c', 'corrected'] as const) {
      for (let i = 0; i < WARM_UPS; i++) await subject.ask('image', { mode, atLeast: 0 });
    }
  }
  const cTimes = new Map([...c.keys()].map((threads) => [threads, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [threads, program] of c) cTimes.get(threads)?.push(await program.pixelLoop());
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
  const { precision, threads, native } = subject.setting;
  const time = spread(dropIn.map((image) => image.time));
  const correctedTime = spread(corrected.map((image) => image.time));
  const nsPerSample = (ms: number) => (1e6 * ms) / samples;
  const { vectorBits } = arithmetic.code ?? {};
  const target = threads === 1 ? targetOf(workload, precision, { native, vectorBits }) : undefined;
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
  const { precision, threads, native } = setting;
  const code = native === 'off' ? [] : ['native'];
  const name = [id.replace('/', '-'), size, precision, threads, ...code].join('-');
  await ask('profile', join(folder, `${name}.cpuprofile`));
}
