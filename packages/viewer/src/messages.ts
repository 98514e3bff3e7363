import type { ImageMetadata } from '@braggsim/core/derived';
import type { Arithmetic } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';

/** A request of the page to its worker. */
export interface Order {
  readonly id: number;
  readonly experiment: Experiment;
  /** Name of a kernel, or `auto`. */
  readonly kernel: string;
}

/** An image and how it was computed. */
export interface Shot {
  readonly experiment: Experiment;
  /** Expected photons per pixel, [slow, fast]. */
  readonly photons: Float32Array;
  readonly metadata: ImageMetadata;
  readonly kernel: string;
  readonly precision: Arithmetic['precision'];
  /** The GPU in use. */
  readonly adapter?: string;
  /** Reason why the GPU kernel was not used. */
  readonly reason?: string;
  /** Number of samples of the image. */
  readonly samples: number;
  /** Time of the computation. */
  readonly ms: number;
  readonly warnings: readonly string[];
}

/** The answer of the worker to a request. */
export type Answer = { readonly id: number } & ({ readonly shot: Shot } | { readonly problem: string });
