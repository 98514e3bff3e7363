import type { Arithmetic } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import type { LoadedImage } from '../files/messages';
import type { Turn } from '../geometry/predictions';
import type { OpenedInputs } from './inputs';
import type { Lattices } from './lattices';
import type { KnownRates } from './rates';

/** A request of the page to the worker that simulates. */
export interface Order {
  readonly id: number;
  readonly experiment: Experiment;
  /** Name of a kernel, or `auto`. */
  readonly kernel: string;
  /** Whether the readout is applied, rather than expected photons shown. */
  readonly isRecorded: boolean;
}

/** A request for the crystals of an experiment and their spots. */
export interface LatticeOrder {
  readonly lattice: number;
  readonly experiment: Experiment;
  /** Whether spots are predicted. */
  readonly hasSpots: boolean;
  /** Spindle angles of the image; those of the experiment when absent. */
  readonly turn?: Turn;
}

/** The answer to a request for a lattice. */
export type LatticeAnswer = { readonly lattice: number } & (
  | { readonly lattices: Lattices }
  | { readonly problem: string }
);

/** The files that experiments may name from now on, unpacked. */
export interface FilesMessage {
  readonly files: OpenedInputs;
  /** Rates of kernels that were measured before; they come with the first files. */
  readonly rates?: KnownRates;
}

/** Rates that the worker has measured. */
export interface MeasuredRates {
  readonly rates: KnownRates;
}

/** An image and how it was computed. */
export interface Shot {
  readonly experiment: Experiment;
  /** Expected photons per pixel. */
  readonly image: LoadedImage;
  /** Whether it is the picture of a quarter of the size that comes before the full one. */
  readonly isPreview: boolean;
  readonly kernel: string;
  readonly precision: Arithmetic['precision'];
  /** Largest error of a pixel relative to the peak of a spot, where it is known. */
  readonly bound?: number;
  /** The GPU in use. */
  readonly adapter?: string;
  /** Why `auto` chose the kernel: measured rates, or why the GPU is not used. */
  readonly reason?: string;
  /** Number of samples of the image. */
  readonly samples: number;
  /** Time of the computation, ms. */
  readonly ms: number;
  readonly warnings: readonly string[];
}

/** The answer of the worker to a request. A preview is followed by another answer. */
export type Answer = { readonly id: number } & ({ readonly shot: Shot } | { readonly problem: string });
