import { join } from 'node:path';
import { type CBeside, type CProgram, cProgram } from './c-program';
import type { KernelRow, VersusC } from './results';
import { medianRatio, medianUsage, spread } from './statistics';
import type { ImageTime, Setting } from './subject/protocol';
import { type Subject, startSubject } from './subject-process';
import { commandLine, targetOf, type Workload } from './workloads';
import { inWorkplace } from './workplace';

export interface MeasureOptions {
  readonly rounds: number;
  /** Each measurement repeats its image until it has taken this long, ms. */
  readonly atLeast: number;
  /** Path of the program to measure beside. */
  readonly cProgram?: string;
  /** Where CPU profiles go, if they are wanted. */
  readonly profiles?: string;
}

/** What V8 needs to replace its first code of a module by the fast one. */
const WARM_UPS = 3;
const BYTES_PER_PIXEL = 4;

/** What was measured of one subject, one entry a round. */
interface Rounds {
  readonly subject: Subject;
  readonly dropIn: ImageTime[];
  readonly corrected: ImageTime[];
}

/**
 * Measures one experiment in several settings. All of them, and the C program if given, take turns in every round, so
 * that whatever else the machine does meets all of them alike.
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
      const cTimes = await takeTurns(measured, c, options);
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

/** @returns times of the C program by its number of threads, ms */
async function takeTurns(
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

async function rowOf(
  workload: Workload,
  size: number,
  rounds: Rounds,
  beside: CBeside | undefined,
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

async function compareWithC(
  { subject, dropIn, corrected }: Rounds,
  { program, times, folder }: CBeside,
  samples: number,
): Promise<VersusC> {
  const file = join(folder, 'ours.bin');
  await subject.ask('save', file);
  const time = spread(times);
  const ratioTo = (ours: readonly ImageTime[]) =>
    medianRatio(
      times,
      ours.map((image) => image.time),
    );
  return {
    time,
    nsPerSample: (1e6 * time.median) / samples,
    ratio: ratioTo(dropIn),
    correctedRatio: ratioTo(corrected),
    agreement: program.compare(file),
  };
}

async function profile({ ask, setting }: Subject, { id }: Workload, size: number, folder: string): Promise<void> {
  const { precision, threads, native } = setting;
  const code = native === 'off' ? [] : ['native'];
  const name = [id.replace('/', '-'), size, precision, threads, ...code].join('-');
  await ask('profile', join(folder, `${name}.cpuprofile`));
}
