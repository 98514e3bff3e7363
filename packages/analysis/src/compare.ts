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

export interface Comparison extends Agreement {
  readonly sum: number;
  readonly referenceSum: number;
  readonly meanSquaredError: number;
  /** Its square root, in the unit of the images. */
  readonly rootMeanSquare: number;
  /** The pixels that differ most, worst first; pixels that agree are left out. */
  readonly worst: readonly PixelError[];
  /** Pixels that are not equal, NaN against a number included. */
  readonly differing: number;
  /** Pixels that one of the images masks: they take no part in any other figure. */
  readonly masked: number;
  /** Those of them that the other image does not mask. */
  readonly maskedInOne: number;
  readonly peaks: PeakComparison;
}

export interface CompareOptions extends FindPeaksOptions {
  /** How many of the worst pixels to name. Default 5. */
  readonly worst?: number;
  /** Peaks farther apart than this, pixels, are not the same peak. Default 5. */
  readonly gate?: number;
}

/**
 * Compares two images of the same size.
 *
 * @param shape [slow, fast]
 * @throws RangeError when their lengths differ from it
 */
export const compareImages = (
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly [number, number],
  options: CompareOptions = {},
): Comparison => comparePanels([{ pixels: image, shape }], [{ pixels: reference, shape }], options);

/**
 * Compares two images of the same panels: figures are of all pixels, peaks are looked for in each panel by itself.
 *
 * @throws RangeError when panels of one image are missing in the other or of other shapes there
 */
export function comparePanels(
  images: readonly PanelImage[],
  references: readonly PanelImage[],
  options: CompareOptions = {},
): Comparison {
  if (String(images.map(({ shape }) => shape)) !== String(references.map(({ shape }) => shape))) {
    throw new RangeError('images of different panels cannot be compared');
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

/** Pixels that one image masks and the other does not. */
function differentlyMasked(images: readonly PanelImage[], references: readonly PanelImage[]): number {
  const [a, b] = [joinedMask(images), joinedMask(references)];
  const length = a?.length ?? b?.length ?? 0;
  let count = 0;
  for (let i = 0; i < length; i++) if (((a?.[i] ?? 0) !== 0) !== ((b?.[i] ?? 0) !== 0)) count++;
  return count;
}

/** Image minus reference, pixel by pixel. */
export function differenceImage(image: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  if (image.length !== reference.length) {
    throw new RangeError(`images of ${image.length} and ${reference.length} pixels have no difference`);
  }
  return new Float64Array(image).map((value, i) => value - (reference[i] as number));
}

/**
 * The indices of the `count` worst, kept in one pass: images are large and few pixels are asked for. A pixel that is
 * NaN is worst.
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
    const least = worst[worst.length - 1];
    if (worst.length === count && (!least || size <= least.size)) continue;
    const place = worst.findIndex((other) => other.size < size);
    worst.splice(place < 0 ? worst.length : place, 0, { at, size });
    if (worst.length > count) worst.pop();
  }
  return worst.map(({ at }) => at);
}
