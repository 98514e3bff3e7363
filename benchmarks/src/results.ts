import type { Agreement } from '@braggsim/analysis';
import type { Machine } from './machine';
import type { Spread } from './statistics';
import type { Opened, Warm } from './subject/protocol';
import type { Usage } from './subject/usage';
import type { Native, Precision } from './workloads';

/** The C program compared with a row; ratios are medians over rounds of the time of the C program divided by that of braggsim. */
export interface VersusC {
  /** Time of the C program, ms. */
  readonly time: Spread;
  readonly nsPerSample: number;
  readonly ratio: number;
  /** Ratio of the C program to the corrected mode, which the C program does not have. */
  readonly correctedRatio: number;
  readonly agreement: Agreement;
}

/** The build of another commit compared with a row; the ratio is the median over rounds of its time divided by that of this one. */
export interface Against {
  /** Time of the other build, ms. */
  readonly time: Spread;
  readonly ratio: number;
}

/** The pixel loop of one experiment in one precision on a number of threads. */
export interface KernelRow extends Pick<Opened, 'arithmetic' | 'relaxed' | 'samplesPerPixel' | 'peakMemory' | 'cold'> {
  readonly workload: string;
  readonly title: string;
  readonly size: number;
  readonly precision: Precision;
  readonly threads: number;
  readonly native: Native;
  /** Time of an image in the mode of the drop-in, ms. */
  readonly time: Spread;
  /** Time of an image in the corrected mode, ms. */
  readonly correctedTime: Spread;
  readonly nsPerSample: number;
  readonly correctedNsPerSample: number;
  readonly imagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly warm: Warm;
  /** Resources used by one image. */
  readonly usage: Usage;
  /** Ratio to reach, for one thread. */
  readonly target?: number;
  readonly versusC?: VersusC;
  readonly against?: Against;
}

/** A whole run of the command on one thread. */
export interface ProcessRow {
  readonly native: Native;
  readonly workload: string;
  readonly title: string;
  readonly size: number;
  readonly precision: Precision;
  /** Time from start to end, ms. */
  readonly time: Spread;
  /** Bytes. */
  readonly peakMemory: number;
  readonly usage: Usage;
  readonly target?: number;
  /** Node without a script; the ratio is the time of the command divided by that of Node. */
  readonly overNode: { readonly time: Spread; readonly ratio: number; readonly most?: number };
  /** Memory not to exceed, bytes. */
  readonly mostMemory?: number;
  readonly versusC?: { readonly time: Spread; readonly ratio: number; readonly agreement: Agreement };
  readonly against?: Against;
}

/** Results of the benchmark. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly kernel: readonly KernelRow[];
  readonly processes: readonly ProcessRow[];
}
