import { countedPixels, joinedMask, joinedPixels, type PanelImage, type PixelPlace, pixelPlace } from './panels';
import { percentilesOf } from './percentile';

/** Statistics of an image. Masked and NaN pixels are counted and otherwise ignored. */
export interface ImageDescription {
  /** Number of all pixels, including masked ones. */
  readonly pixels: number;
  readonly masked: number;
  readonly zero: number;
  readonly negative: number;
  readonly notANumber: number;
  /** Number of pixels at or above the overload value. */
  readonly overloads: number;
  readonly sum: number;
  readonly mean: number;
  /** Root of the mean square. */
  readonly rms: number;
  /** Root of the mean squared deviation from the mean. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** The first pixel, in raster order, that has the largest value. */
  readonly maxAt: PixelPlace;
  readonly percentiles: readonly { readonly percentile: number; readonly value: number }[];
}

/** Options of a description. */
export interface DescribeOptions {
  /** Smallest value of an overloaded pixel; when absent, only infinite pixels are overloads. */
  readonly overload?: number;
  /** Percentiles to report. Default 1, 50, 99 and 99.9. */
  readonly percentiles?: readonly number[];
}

/**
 * Computes counts and moments of an image, in the unit of its pixels.
 *
 * @param shape [slow, fast]
 * @throws RangeError when the number of pixels is not that of the shape
 */
export const describeImage = (
  pixels: ArrayLike<number>,
  shape: readonly [number, number],
  options: DescribeOptions = {},
): ImageDescription => describePanels([{ pixels, shape }], options);

/**
 * Computes counts and moments of all panels of an image, in the unit of its pixels.
 *
 * @throws RangeError when the number of pixels of a panel is not that of its shape
 */
export function describePanels(
  panels: readonly PanelImage[],
  { overload = Number.POSITIVE_INFINITY, percentiles = [1, 50, 99, 99.9] }: DescribeOptions = {},
): ImageDescription {
  const pixels = joinedPixels(panels);
  const mask = joinedMask(panels);
  let masked = 0;
  let [zero, negative, notANumber, overloads, sum, squares] = [0, 0, 0, 0, 0, 0];
  let [min, max, at] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (mask && mask[i] !== 0) {
      masked++;
      continue;
    }
    if (Number.isNaN(value)) {
      notANumber++;
      continue;
    }
    if (value === 0) zero++;
    if (value < 0) negative++;
    if (value >= overload) overloads++;
    if (value < min) min = value;
    if (value > max) [max, at] = [value, i];
    sum += value;
    squares += value * value;
  }
  const count = pixels.length - masked - notANumber;
  const mean = sum / count;
  const counted = mask ? joinedPixels(panels.map((panel) => ({ ...panel, pixels: countedPixels(panel) }))) : pixels;
  return {
    pixels: pixels.length,
    masked,
    zero,
    negative,
    notANumber,
    overloads,
    sum,
    mean,
    rms: Math.sqrt(squares / count),
    deviation: deviationFrom(mean, counted, count),
    min: count > 0 ? min : Number.NaN,
    max: count > 0 ? max : Number.NaN,
    maxAt: pixelPlace(at, panels),
    percentiles: percentilesOf(counted, percentiles).map((value, i) => ({
      percentile: percentiles[i] as number,
      value,
    })),
  };
}

/** Returns the root mean squared deviation from the mean, in a second pass: the difference of two large sums would lose the digits of a small deviation. */
function deviationFrom(mean: number, pixels: ArrayLike<number>, count: number): number {
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return Math.sqrt(squares / count);
}
