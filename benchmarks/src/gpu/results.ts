import type { AdapterFacts } from '@braggsim/kernel-gpu';
import type { Machine } from '../machine';
import type { Spread } from '../statistics';

/** Properties that determine the limit of a card; WebGPU adapters do not report them. */
export interface Card {
  readonly multiprocessors: number;
  /** Hz */
  readonly clock: number;
}

/** One experiment on the GPU, times in ms. */
export interface GpuRow {
  readonly workload: string;
  readonly title: string;
  readonly size: number;
  readonly samplesPerPixel: number;
  /** Time of an image, one at a time. */
  readonly time: Spread;
  /** Time of an image with the kernel's number of shots in flight. */
  readonly inFlight: Spread;
  readonly samplesPerSecond: number;
  /** Time of a shot with another orientation and one pixel: the set-up before anything is computed. */
  readonly setUp: number;
  /** Time of all pixels with few samples minus the set-up: mostly reading the image back. */
  readonly readBack: number;
  /** Number of instructions of the innermost loop for a sample. */
  readonly operations: number;
  /** Fraction of the limit of the card, where that is known. */
  readonly ofLimit?: number;
  /** Ratio of the time of the CPU kernel, in single precision on all threads, to that of the GPU kernel. */
  readonly overCpu: number;
  /** Ratio of the time of the C program to that of the GPU kernel. */
  readonly overC?: number;
}

/** Results of the benchmark of the GPU kernel. */
export interface GpuResults {
  readonly machine: Machine;
  readonly adapter: AdapterFacts;
  readonly card?: Card;
  readonly rounds: number;
  readonly rows: readonly GpuRow[];
}
