import type { PixelBox } from '@braggsim/simulate';

/** A square of pixels around a spot. */
export interface FitBox extends PixelBox {
  /** Whole pixel of the centre. */
  readonly centre: readonly [fast: number, slow: number];
  /** Miller indices, where the list of spots gives them. */
  readonly hkl?: readonly [number, number, number];
  /** Row of the list of spots. */
  readonly row?: number;
}

/** The pixels that a fit uses, and the background beneath them. */
export interface FitPixels {
  readonly boxes: readonly FitBox[];
  /** Number of pixels. */
  readonly count: number;
  /** Place of each pixel among all pixels of the boxes, box by box, slow rows, fast inside. */
  readonly index: Int32Array;
  /** Box of each pixel. */
  readonly box: Int32Array;
  readonly fast: Int32Array;
  readonly slow: Int32Array;
  /** Measured photons. */
  readonly photons: Float64Array;
  /** Variance of the readout, photons². */
  readonly readoutVariance: number;
  /** Pixels of boxes that are left out. */
  readonly masked: number;
  readonly background: BackgroundBasis;
}

/** A background that is linear in its coefficients, each of which belongs to one group of pixels. */
export interface BackgroundBasis {
  readonly groups: number;
  /** Number of coefficients of the background of a group. */
  readonly terms: number;
  /** Group of each pixel. */
  readonly group: Int32Array;
  /** Value of each function of its group at each pixel, [pixel, term]. */
  readonly values: Float64Array;
}
