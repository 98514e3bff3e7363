import type { AdapterFacts } from '@braggsim/kernel-gpu';
import type { Machine } from '../machine';
import type { Spread } from '../statistics';

/** What a card can do at most, which no adapter tells. */
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
  /** Of an image, one at a time. */
  readonly time: Spread;
  /** Of an image, as many in flight as the kernel likes. */
  readonly inFlight: Spread;
  readonly samplesPerSecond: number;
  /** Next orientation of an image of one pixel: what a shot costs before anything is computed. */
  readonly setUp: number;
  /** All pixels with hardly a sample, less the set-up: mostly the way back. */
  readonly readBack: number;
  /** Instructions of the innermost loop for a sample. */
  readonly operations: number;
  /** Part of what the card can do at most, where that is known. */
  readonly ofLimit?: number;
  /** Time of the CPU kernel, in single precision on all threads, over that of this one. */
  readonly overCpu: number;
  /** Time of the C program over that of this one. */
  readonly overC?: number;
}

export interface GpuResults {
  readonly machine: Machine;
  readonly adapter: AdapterFacts;
  readonly card?: Card;
  readonly rounds: number;
  readonly rows: readonly GpuRow[];
}
