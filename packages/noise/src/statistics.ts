import { boundsOf, type Region } from './region';

/** A region of an image, with the geometry that locates its maximum. */
export interface StatisticsRegion extends Region {
  /** [slow, fast]; zero marks pixels that were not rendered. */
  readonly mask?: Uint8Array | undefined;
  /** Subpixels along each edge of a pixel. */
  readonly oversample: number;
  /** Edge of a pixel, m. */
  readonly pixelSize: number;
}

/** Statistics of the rendered pixels of an image, as the C program reports them. */
export interface ImageStatistics {
  /** Largest value; 0 when no pixel exceeds it. */
  readonly max: number;
  /**
   * Position (fast, slow; m) of the last subpixel of the first pixel that has the largest value, from the outer corner of
   * pixel (0, 0).
   */
  readonly maxAt: readonly [number, number];
  readonly mean: number;
  /** sqrt(sum of squares / (count - 1)) */
  readonly rms: number;
  /** Root mean square deviation from the mean. Masked pixels of the region count here, as in the C program. */
  readonly rmsd: number;
  /** Number of rendered pixels: those in the region that are not masked. */
  readonly count: number;
}

/**
 * Computes the statistics of the rendered pixels of an image. Sums are taken in raster order in float64.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function imageStatistics(
  image: Float32Array | Float64Array,
  { mask, oversample, pixelSize, ...region }: StatisticsRegion,
): ImageStatistics {
  const { fast, slow, stride } = boundsOf(image, region);
  const subpixel = pixelSize / oversample;
  const lastSubpixel = (pixel: number) => subpixel * (pixel * oversample + oversample - 1) + subpixel / 2;

  let max = 0;
  let brightest = -1;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let s = slow[0]; s < slow[1]; s++) {
    const end = s * stride + fast[1];
    for (let at = s * stride + fast[0]; at < end; at++) {
      if (mask !== undefined && mask[at] === 0) continue;
      const value = image[at] as number;
      if (value > max) {
        max = value;
        brightest = at;
      }
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const mean = sum / Math.max(1, count);

  let deviations = 0;
  for (let s = slow[0]; s < slow[1]; s++) {
    const end = s * stride + fast[1];
    for (let at = s * stride + fast[0]; at < end; at++) {
      const deviation = (image[at] as number) - mean;
      deviations += deviation * deviation;
    }
  }
  const all = Math.max(0, slow[1] - slow[0]) * Math.max(0, fast[1] - fast[0]);
  const maxAt: readonly [number, number] =
    brightest < 0 ? [0, 0] : [lastSubpixel(brightest % stride), lastSubpixel(Math.floor(brightest / stride))];
  return {
    max,
    maxAt,
    mean,
    rms: Math.sqrt(squares / (Math.max(2, count) - 1)),
    rmsd: Math.sqrt(deviations / (Math.max(2, all) - 1)),
    count,
  };
}
