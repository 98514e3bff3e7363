import { usageError } from '@braggsim/core';

/** An image [slow, fast] and the part of it that was rendered. */
export interface Region {
  readonly shape: readonly [number, number];
  /** First and last fast, first and last slow pixel, inclusive; what lies beyond the plate is ignored. Default: all. */
  readonly roi?: readonly [number, number, number, number] | undefined;
}

/** Half-open bounds within the plate. */
export interface Bounds {
  readonly fast: readonly [number, number];
  readonly slow: readonly [number, number];
  /** Pixels of a row of the whole image. */
  readonly stride: number;
}

/** @throws BraggsimError (`usage`) when the array does not hold the image */
export function boundsOf(pixels: ArrayLike<number>, { shape, roi }: Region): Bounds {
  const [slow, fast] = shape;
  if (pixels.length !== slow * fast) {
    throw usageError(`an image of ${slow} rows of ${fast} pixels has ${slow * fast} values, not ${pixels.length}`);
  }
  const [firstFast, lastFast, firstSlow, lastSlow] = roi ?? [0, fast - 1, 0, slow - 1];
  return {
    fast: [Math.max(0, firstFast), Math.min(fast, lastFast + 1)],
    slow: [Math.max(0, firstSlow), Math.min(slow, lastSlow + 1)],
    stride: fast,
  };
}
