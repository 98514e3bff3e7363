import { usageError } from '@braggsim/core';

/** The shape of an image, [slow, fast], and the part of it that was rendered. */
export interface Region {
  readonly shape: readonly [number, number];
  /** First and last fast, first and last slow pixel, inclusive; parts outside the image are ignored. The whole image by default. */
  readonly roi?: readonly [number, number, number, number] | undefined;
}

/** Half-open bounds of a region within its image. */
export interface Bounds {
  readonly fast: readonly [number, number];
  readonly slow: readonly [number, number];
  /** Number of pixels in a row of the whole image. */
  readonly stride: number;
}

/**
 * Computes the bounds of a region.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function boundsOf(pixels: ArrayLike<number>, { shape, roi }: Region): Bounds {
  const [slow, fast] = shape;
  if (pixels.length !== slow * fast) {
    throw usageError(
      `expected ${slow * fast} values for an image of ${slow} rows of ${fast} pixels, found ${pixels.length}`,
    );
  }
  const [firstFast, lastFast, firstSlow, lastSlow] = roi ?? [0, fast - 1, 0, slow - 1];
  return {
    fast: [Math.max(0, firstFast), Math.min(fast, lastFast + 1)],
    slow: [Math.max(0, firstSlow), Math.min(slow, lastSlow + 1)],
    stride: fast,
  };
}
