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

/**
 * Calls `visit` for consecutive pixels of the rows [firstRow, endRow) of a region, in raster order: for all of them at once where the region has
 * whole rows of the image, otherwise row by row.
 *
 * @param visit takes the index of the first pixel and of the one after the last
 */
export function eachSpan(
  { fast, stride }: Bounds,
  firstRow: number,
  endRow: number,
  visit: (from: number, to: number) => void,
): void {
  const rowsAtOnce = fast[1] - fast[0] === stride ? endRow - firstRow : 1;
  for (let row = firstRow; row < endRow; row += rowsAtOnce) {
    const from = row * stride + fast[0];
    visit(from, Math.max(from, (row + rowsAtOnce - 1) * stride + fast[1]));
  }
}
