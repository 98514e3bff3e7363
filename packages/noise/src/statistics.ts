import { type FloatPixels, type PixelSums, pixelLoops } from '@braggsim/core/kernel';
import { boundsOf, eachSpan, type Region } from './region';

/** A region of an image, with the geometry that locates its maximum. */
export interface StatisticsRegion extends Region {
  /** Mask [slow, fast]; zero marks pixels that were not rendered. */
  readonly mask?: Uint8Array | undefined;
  /** Subpixels along each edge of a pixel. */
  readonly oversample: number;
  /** Edge of a pixel (m). */
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
  /** The value sqrt(sum of squares / (count - 1)). */
  readonly rms: number;
  /** Root mean square deviation from the mean. Masked pixels of the region are included, as in the C program. */
  readonly rmsd: number;
  /** Number of rendered pixels: those in the region that are not masked. */
  readonly count: number;
}

/** Statistics of an image whose rows become known one after the other. */
export interface GrowingStatistics {
  /** Adds the rows before `endRow` that have not been added yet. */
  addRows(endRow: number): void;
  /** Tells whether a rendered pixel of the rows that were added may be NaN. */
  mayHaveNaN(): boolean;
  /** Returns the statistics of all rows, once they have been added. */
  result(): ImageStatistics;
}

/**
 * Begins the statistics of the rendered pixels of an image. Sums are taken in raster order in float64, as in the C program.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function growingStatistics(
  image: FloatPixels,
  { mask, oversample, pixelSize, ...region }: StatisticsRegion,
): GrowingStatistics {
  const bounds = boundsOf(image, region);
  const { fast, slow, stride } = bounds;
  const width = Math.max(0, fast[1] - fast[0]);
  const height = Math.max(0, slow[1] - slow[0]);
  const subpixel = pixelSize / oversample;
  const lastSubpixel = (pixel: number) => subpixel * (pixel * oversample + oversample - 1) + subpixel / 2;
  let next = slow[0];
  let count = 0;
  let sums: PixelSums = { sum: 0, squares: 0, max: 0 };
  let brightest = -1;

  const addSpan = (first: number, end: number): void => {
    const pixels = image.subarray(first, end);
    const rendered = mask ? pixels.filter((_, i) => mask[first + i] !== 0) : pixels;
    const { max } = sums;
    sums = pixelLoops.sums(rendered, sums);
    count += rendered.length;
    if (sums.max > max) brightest = first + firstOf(pixels, sums.max, mask?.subarray(first));
  };
  return {
    addRows: (endRow) => {
      const end = Math.min(endRow, slow[1]);
      // Pixels that a mask leaves are copied, which takes little memory row by row.
      const rowsAtOnce = mask ? 1 : Math.max(1, end - next);
      for (; next < end; next += rowsAtOnce) eachSpan(bounds, next, next + rowsAtOnce, addSpan);
    },
    mayHaveNaN: () => Number.isNaN(sums.sum),
    result: () => {
      const mean = sums.sum / Math.max(1, count);
      let deviations = 0;
      eachSpan(bounds, ...slow, (first, end) => {
        deviations = pixelLoops.squaredDeviations(image.subarray(first, end), mean, deviations);
      });
      return {
        max: sums.max,
        maxAt:
          brightest < 0 ? [0, 0] : [lastSubpixel(brightest % stride), lastSubpixel(Math.floor(brightest / stride))],
        mean,
        rms: Math.sqrt(sums.squares / (Math.max(2, count) - 1)),
        rmsd: Math.sqrt(deviations / (Math.max(2, width * height) - 1)),
        count,
      };
    },
  };
}

/** Returns the index of the first pixel of a value that is not masked. */
function firstOf(pixels: FloatPixels, value: number, mask: Uint8Array | undefined): number {
  let at = pixels.indexOf(value);
  while (mask && mask[at] === 0) at = pixels.indexOf(value, at + 1);
  return at;
}

/**
 * Computes the statistics of the rendered pixels of an image.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function imageStatistics(image: FloatPixels, region: StatisticsRegion): ImageStatistics {
  const statistics = growingStatistics(image, region);
  statistics.addRows(region.shape[0]);
  return statistics.result();
}
