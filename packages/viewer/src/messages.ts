import type { Arithmetic, ImageMetadata } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';

/** What the page asks of its worker. */
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
  /** Why it is not the GPU's kernel. */
  readonly reason?: string;
  readonly samples: number;
  readonly ms: number;
  readonly warnings: readonly string[];
}

/** What the worker says about an order. */
export type Answer = { readonly id: number } & ({ readonly shot: Shot } | { readonly problem: string });
