import { valueAtPercentile } from './percentile';

/** A local maximum of an image. */
export interface Peak {
  readonly fast: number;
  readonly slow: number;
  readonly value: number;
}

/** Options of `findPeaks`. */
export interface FindPeaksOptions {
  /** Percentile of the pixels of the panel that a peak must exceed. Default 99. */
  readonly percentile?: number;
  /** Largest number of peaks of a panel, the brightest. Default 50. */
  readonly count?: number;
}

/**
 * Finds the brightest local maxima, brightest first: pixels that none of the eight neighbours exceeds. Of equal
 * neighbours the first in raster order is used. Pixels of the outermost rows and columns have fewer neighbours, as have
 * those next to NaN, which is neither a neighbour nor a peak.
 *
 * @param shape [slow, fast]
 */
export function findPeaks(
  pixels: ArrayLike<number>,
  shape: readonly [number, number],
  { percentile = 99, count = 50 }: FindPeaksOptions = {},
): Peak[] {
  const [rows, columns] = shape;
  const floor = valueAtPercentile(pixels, percentile);
  const peaks: Peak[] = [];
  for (let slow = 0; slow < rows; slow++) {
    for (let fast = 0; fast < columns; fast++) {
      const value = pixels[slow * columns + fast] as number;
      if (value > floor && isMaximum(pixels, shape, fast, slow)) peaks.push({ fast, slow, value });
    }
  }
  return peaks.sort((a, b) => b.value - a.value).slice(0, count);
}

/** Tells whether no neighbour of a pixel exceeds it, and no neighbour earlier in raster order equals it. */
function isMaximum(pixels: ArrayLike<number>, [rows, columns]: readonly [number, number], fast: number, slow: number) {
  const at = slow * columns + fast;
  const value = pixels[at] as number;
  for (let s = Math.max(slow - 1, 0); s <= Math.min(slow + 1, rows - 1); s++) {
    for (let f = Math.max(fast - 1, 0); f <= Math.min(fast + 1, columns - 1); f++) {
      const other = s * columns + f;
      const neighbour = pixels[other] as number;
      if (neighbour > value || (neighbour === value && other < at)) return false;
    }
  }
  return true;
}
