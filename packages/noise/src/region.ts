import { usageError } from '@braggsim/core';
import { boundsWithin, type PixelBounds } from '@braggsim/core/kernel';

/** The shape of an image, [slow, fast], and the part of it that was rendered. */
export interface Region {
  readonly shape: readonly [number, number];
  /** Half-open bounds; parts outside the image are ignored. The whole image by default. */
  readonly region?: PixelBounds | undefined;
}

/** Half-open bounds of a region within its image. */
export interface Bounds extends PixelBounds {
  /** Number of pixels in a row of the whole image. */
  readonly stride: number;
}

/**
 * Computes the bounds of a region.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function boundsOf(pixels: ArrayLike<number>, { shape, region }: Region): Bounds {
  const [slow, fast] = shape;
  if (pixels.length !== slow * fast) {
    throw usageError(
      `expected ${slow * fast} values for an image of ${slow} rows of ${fast} pixels, found ${pixels.length}`,
    );
  }
  return { ...boundsWithin(region, { pixelsFast: fast, pixelsSlow: slow }), stride: fast };
}
