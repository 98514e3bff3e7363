import type { PixelRectangle } from '@braggsim/core';
import { MASK_BITS, type PixelMask } from '@braggsim/core/derived';

/** Which values of a panel count, in recorded units. */
export interface ValueLimits {
  /** Least and largest value that can be trusted, both good. Larger ones are overloads, which are not masked. */
  readonly least?: number;
  readonly largest?: number;
  /** Values that mark a pixel as bad, and limits beyond which they do, limits good. */
  readonly flagged?: readonly number[];
  readonly flaggedBelow?: number;
  readonly flaggedAbove?: number;
}

/** An array in a file beside a geometry file, which masks pixels of a panel by its bits. */
export interface MaskDataset {
  /** Name of the mask file in the geometry file; undefined where the array is in the image files. */
  readonly file: string | undefined;
  /** Path of the array in the file. */
  readonly path: string;
  /** All of these bits are set where a pixel counts, and none of those. */
  readonly goodBits: number;
  readonly badBits: number;
  /** The first pixel of the panel in the array, [fast, slow], and indices before its last two dimensions. */
  readonly firstPixel: readonly [number, number];
  readonly leading: readonly number[];
}

/** What a geometry file says of the mask of a panel. */
export interface DescribedPanelMask {
  readonly name: string;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** The first pixel of the panel in the frames of image files, [fast, slow]; undefined where the file does not say it. */
  readonly firstPixel?: readonly [number, number];
  readonly gapsPx: readonly PixelRectangle[];
  readonly limits: ValueLimits;
  readonly datasets: readonly MaskDataset[];
}

/** What a geometry file says of masks. */
export interface DescribedMask {
  readonly panels: readonly DescribedPanelMask[];
  /** Whether pixels of a frame that are in no panel do not exist. */
  readonly isWhole: boolean;
  /** A file with one mask for each panel, as the geometry file names it. */
  readonly staticFile?: string;
  /** Recorded units per photon, and what is added to every recorded value. */
  readonly gain?: number;
  readonly pedestal?: number;
  /** What is not read, a sentence each. */
  readonly warnings: readonly string[];
}

/** Returns the mask of the gaps of a panel; undefined where it has none. */
export function gapsMask({ gapsPx, pixelsFast, pixelsSlow }: DescribedPanelMask): PixelMask | undefined {
  if (gapsPx.length === 0) return undefined;
  const mask = new Uint32Array(pixelsFast * pixelsSlow);
  for (const [fast0, fast1, slow0, slow1] of gapsPx) {
    const [left, right] = [Math.max(fast0, 0), Math.min(fast1, pixelsFast - 1)];
    if (left > right) continue;
    for (let row = Math.max(slow0, 0); row <= Math.min(slow1, pixelsSlow - 1); row++) {
      mask.fill(MASK_BITS.gap, row * pixelsFast + left, row * pixelsFast + right + 1);
    }
  }
  return mask;
}

/**
 * Returns the mask that the values of an array say: bad without all good bits or with any of the bad ones. A pixel is `userDefined` there.
 *
 * Source: `image_hdf5_read_mask` of libcrystfel.
 */
export function bitsMask(
  values: ArrayLike<number>,
  { goodBits, badBits }: Pick<MaskDataset, 'goodBits' | 'badBits'>,
): PixelMask {
  const [good, bad] = [goodBits | 0, badBits | 0];
  return Uint32Array.from(values, (value) =>
    (value & good) !== good || (value & bad) !== 0 ? MASK_BITS.userDefined : 0,
  );
}

/** Tells whether limits say anything about values besides the largest that can be trusted. */
export const hasLimits = ({ least, flagged = [], flaggedBelow, flaggedAbove }: ValueLimits): boolean =>
  least !== undefined || flagged.length > 0 || flaggedBelow !== undefined || flaggedAbove !== undefined;

/** Tells whether a value marks its pixel as one that does not count. */
export function isFlagged(
  value: number,
  {
    least = Number.NEGATIVE_INFINITY,
    flagged = [],
    flaggedBelow = Number.NEGATIVE_INFINITY,
    flaggedAbove = Number.POSITIVE_INFINITY,
  }: ValueLimits,
): boolean {
  return value < least || value < flaggedBelow || value > flaggedAbove || flagged.includes(value);
}
