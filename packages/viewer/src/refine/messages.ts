import type { ImageMetadata } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import type { Evaluation, OfferedGroup, RefinedNumber, RgbPicture, ShotStatus } from '@braggsim/refine';
import type { PlainPanel } from '../files/messages';
import type { FilesMessage } from '../simulate/messages';

/** An image to refine against. */
export interface MeasuredImage {
  readonly name: string;
  readonly panels: readonly PlainPanel[];
  readonly metadata: ImageMetadata;
  /** What its values are: of the readout, counts without its offset as CBF and NeXus files hold them, or photons. */
  readonly values: 'recorded' | 'counts' | 'photons';
}

/** A request of the page to the worker that refines. */
export type RefineOrder =
  | { readonly id: number; readonly kind: 'offer'; readonly experiment: Experiment }
  | {
      readonly id: number;
      readonly kind: 'refine';
      readonly experiment: Experiment;
      readonly image: MeasuredImage;
    };

/** A box around a spot, in whole pixels; the ends are not part of it. */
export interface FittedBox {
  readonly panel: number;
  readonly fast: readonly [number, number];
  readonly slow: readonly [number, number];
  readonly hkl?: readonly [number, number, number];
  /** Root mean square of its residuals over their standard deviations. */
  readonly sigmaZ: number;
}

/** Correlations of the refined numbers; null beside numbers that the image does not determine. */
export interface Correlations {
  readonly names: readonly string[];
  readonly matrix: readonly (readonly (number | null)[])[];
}

/** The outcome of a refinement. */
export interface Refinement {
  /** The experiment that was started from, and the same with the refined values in it. */
  readonly start: Experiment;
  readonly refined: Experiment;
  readonly status: ShotStatus;
  readonly failure?: string;
  readonly numbers: readonly RefinedNumber[];
  readonly correlations: Correlations;
  /** Sentences about what the image does not determine. */
  readonly undetermined: readonly string[];
  readonly boxes: readonly FittedBox[];
  readonly pixels: number;
  readonly sigmaZ: number;
  readonly rFactor: number | null;
  /** Median distance of predicted from measured spots before and after, pixels. */
  readonly offsetsPx: readonly [number | null, number | null];
  readonly picture: RgbPicture;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** What the worker answers; a refinement is preceded by its evaluations. */
export type RefineAnswer = { readonly id: number } & (
  | { readonly offered: readonly OfferedGroup[] }
  | { readonly evaluation: Evaluation }
  | { readonly refinement: Refinement }
  | { readonly problem: string }
);

/** Everything that the worker takes. */
export type RefineMessage = RefineOrder | FilesMessage;
