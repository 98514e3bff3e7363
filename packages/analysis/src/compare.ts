import { type Agreement, agreement } from './agreement';
import { joinedMask, joinedPixels, maskedAlike, type PanelImage, type PixelPlace, pixelPlace } from './panels';
import { comparePanelPeaks, type PeakComparison } from './peak-distances';
import type { FindPeaksOptions } from './peaks';

/** A pixel in which two images differ. */
export interface PixelError extends PixelPlace {
  readonly image: number;
  readonly reference: number;
  /** Image minus reference. */
  readonly difference: number;
}

/** The comparison of an image with a reference. */
export interface Comparison extends Agreement {
  readonly sum: number;
  readonly referenceSum: number;
  readonly meanSquaredError: number;
  /** Square root of the mean squared error, in the unit of the images. */
  readonly rootMeanSquare: number;
  /** The pixels that differ most, largest difference first; pixels that agree are omitted. */
  readonly worst: readonly PixelError[];
  /** Number of pixels that differ, including NaN and a number; two NaN are equal. */
  readonly differing: number;
  /** Number of pixels that one of the images masks; they are excluded from all other figures. */
  readonly masked: number;
  /** Number of those pixels that the other image does not mask. */
  readonly maskedInOne: number;
  readonly peaks: PeakComparison;
}

/** Options of a comparison. */
export interface CompareOptions extends FindPeaksOptions {
  /** Number of the worst pixels to report. Default 5. */
  readonly worst?: number;
  /** Largest distance of matched peaks, pixels. Default 5. */
  readonly gate?: number;
}

/**
 * Compares two images of the same size.
 *
 * @param shape [slow, fast]
 * @throws RangeError when their lengths are not that of the shape
 */
export const compareImages = (
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly [number, number],
  options: CompareOptions = {},
): Comparison => comparePanels([{ pixels: image, shape }], [{ pixels: reference, shape }], options);

/**
 * Compares two images of the same panels. Statistics are those of all pixels; peaks are matched within each panel.
 *
 * @throws RangeError when the images differ in the number or the shapes of their panels
 */
export function comparePanels(
  images: readonly PanelImage[],
  references: readonly PanelImage[],
  options: CompareOptions = {},
): Comparison {
  if (String(images.map(({ shape }) => shape)) !== String(references.map(({ shape }) => shape))) {
    throw new RangeError('cannot compare images that differ in the number or the shapes of their panels');
  }
  const [image, reference] = [joinedPixels(images), joinedPixels(references)];
  const [own, others] = [maskedAlike(images, references), maskedAlike(references, images)];
  const mask = joinedMask(own);
  const agreed = agreement(image, reference, { mask });
  let [sum, referenceSum, squares, differing, masked] = [0, 0, 0, 0, 0];
  for (let i = 0; i < image.length; i++) {
    if (mask && mask[i] !== 0) {
      masked++;
      continue;
    }
    const [a, b] = [image[i] as number, reference[i] as number];
    sum += a;
    referenceSum += b;
    if (Object.is(a, b) || a === b) continue;
    squares += (a - b) ** 2;
    differing++;
  }
  const meanSquaredError = squares / (image.length - masked);
  return {
    ...agreed,
    sum,
    referenceSum,
    meanSquaredError,
    rootMeanSquare: Math.sqrt(meanSquaredError),
    worst: worstPixels(image, reference, mask, options.worst ?? 5).map((at): PixelError => {
      const [a, b] = [image[at] as number, reference[at] as number];
      return { ...pixelPlace(at, images), image: a, reference: b, difference: a - b };
    }),
    differing,
    masked,
    maskedInOne: differentlyMasked(images, references),
    peaks: comparePanelPeaks(own, others, options),
  };
}

/** Returns the number of pixels that one image masks and the other does not. */
function differentlyMasked(images: readonly PanelImage[], references: readonly PanelImage[]): number {
  const [a, b] = [joinedMask(images), joinedMask(references)];
  const length = a?.length ?? b?.length ?? 0;
  let count = 0;
  for (let i = 0; i < length; i++) if (((a?.[i] ?? 0) !== 0) !== ((b?.[i] ?? 0) !== 0)) count++;
  return count;
}

/**
 * Subtracts a reference from an image, pixel by pixel.
 *
 * @throws RangeError when their lengths differ
 */
export function differenceImage(image: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  if (image.length !== reference.length) {
    throw new RangeError(`cannot subtract an image of ${reference.length} pixels from one of ${image.length} pixels`);
  }
  return new Float64Array(image).map((value, i) => value - (reference[i] as number));
}

/**
 * Finds the indices of the `count` pixels with the largest differences in one pass, since images are large and few pixels
 * are requested. The difference of a pixel that is NaN in one image counts as infinite.
 */
function worstPixels(
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  mask: ArrayLike<number> | undefined,
  count: number,
): number[] {
  const worst: { at: number; size: number }[] = [];
  for (let at = 0; at < image.length; at++) {
    const [a, b] = [image[at] as number, reference[at] as number];
    if (Object.is(a, b) || a === b || (mask && mask[at] !== 0)) continue;
    const size = Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b);
    const smallest = worst[worst.length - 1];
    if (worst.length === count && (!smallest || size <= smallest.size)) continue;
    const place = worst.findIndex((other) => other.size < size);
    worst.splice(place < 0 ? worst.length : place, 0, { at, size });
    if (worst.length > count) worst.pop();
  }
  return worst.map(({ at }) => at);
}
