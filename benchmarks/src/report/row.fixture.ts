import type { KernelRow, ProcessRow } from '../results';

const agreement = { correlation: 1, sumRatio: 1, largestOfMaximum: 1.5e-8, largestRelative: 2.5e-7, at: 3 };
const spread = (median: number) => ({ median, least: median / 2, most: 2 * median });

/** Creates a row of the pixel loop with round numbers. */
export const kernelRow = (changed: Partial<KernelRow> = {}): KernelRow => ({
  workload: 'W1',
  title: 'N = 5, 1 step',
  size: 512,
  precision: 'single',
  threads: 1,
  native: 'off',
  arithmetic: { precision: 'single', bound: 1e-5, threads: 1 },
  relaxed: true,
  samplesPerPixel: 1,
  time: spread(4),
  correctedTime: spread(5),
  nsPerSample: 3.254,
  correctedNsPerSample: 4,
  imagesPerSecond: 250,
  bytesPerSecond: 262e6,
  peakMemory: 61e6,
  cold: { plan: 3, generate: 9, compile: 0.2, firstImage: 14 },
  warm: { plan: 0.5, setUp: 0.25, laterModule: 2.5 },
  usage: { contextSwitches: 2, pageFaults: 17, cpuTime: 3 },
  ...changed,
});

export const versusC = { time: spread(120), nsPerSample: 114, ratio: 30.4, correctedRatio: 24, agreement };

export const processRow: ProcessRow = {
  workload: 'process/750',
  title: 'N = 5, 750 steps',
  size: 512,
  precision: 'double',
  native: 'off',
  time: spread(1100),
  peakMemory: 70e6,
  usage: { contextSwitches: 300, pageFaults: 5000, cpuTime: 990 },
  overNode: { time: spread(50), ratio: 22 },
  target: 13,
  versusC: { time: spread(15_000), ratio: 13.6, agreement },
};
