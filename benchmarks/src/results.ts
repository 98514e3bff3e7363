import type { Agreement } from '@braggsim/analysis';
import type { Machine } from './machine';
import type { Spread } from './statistics';
import type { Opened, Warm } from './subject/protocol';
import type { Usage } from './subject/usage';
import type { Native, Precision } from './workloads';

/** The C program beside one of our rows; ratios are medians over rounds of its time over ours. */
export interface VersusC {
  /** ms */
  readonly time: Spread;
  readonly nsPerSample: number;
  readonly ratio: number;
  /** Of the corrected mode, which the C program does not have. */
  readonly correctedRatio: number;
  readonly agreement: Agreement;
}

/** One experiment in one precision on some threads: pixel loop only. */
export interface KernelRow extends Pick<Opened, 'arithmetic' | 'relaxed' | 'samplesPerPixel' | 'peakMemory' | 'cold'> {
  readonly workload: string;
  readonly title: string;
  readonly size: number;
  readonly precision: Precision;
  readonly threads: number;
  readonly native: Native;
  /** ms of an image in the mode of the drop-in, and in the corrected one */
  readonly time: Spread;
  readonly correctedTime: Spread;
  readonly nsPerSample: number;
  readonly correctedNsPerSample: number;
  readonly imagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly warm: Warm;
  /** Of one image. */
  readonly usage: Usage;
  /** Ratio to reach, for one thread. */
  readonly target?: number;
  readonly versusC?: VersusC;
}

/** A whole run of the command on one thread. */
export interface ProcessRow {
  readonly native: Native;
  readonly workload: string;
  readonly title: string;
  readonly size: number;
  readonly precision: Precision;
  /** ms */
  readonly time: Spread;
  readonly peakMemory: number;
  readonly usage: Usage;
  readonly target?: number;
  readonly versusC?: { readonly time: Spread; readonly ratio: number; readonly agreement: Agreement };
}

export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly kernel: readonly KernelRow[];
  readonly processes: readonly ProcessRow[];
}
