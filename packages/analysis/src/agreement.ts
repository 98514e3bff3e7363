/** Measures of how well an image agrees with a reference. The difference of a pixel that is NaN or infinite in only one of them is infinite. */
export interface Agreement {
  /** Pearson correlation over all pixels; 1 when both are constant. */
  readonly correlation: number;
  /** Sum of the image over the sum of the reference; 1 when both are zero. */
  readonly sumRatio: number;
  /** Largest difference over the largest absolute finite reference value. */
  readonly largestOfMaximum: number;
  /** Largest relative difference over pixels whose reference exceeds `floor` of the maximum. */
  readonly largestRelative: number;
  /** Index of the pixel with the largest relative difference; -1 if there is none. */
  readonly at: number;
}

/** Options of `agreement`. */
export interface AgreementOptions {
  /** Pixels at or below this fraction of the maximum are ignored in relative differences. Default 1e-6. */
  readonly floor?: number;
  /** Largest reference value, when the arrays are only part of an image. */
  readonly maximum?: number;
  /** Mask of the pixels; those other than 0 are ignored. No pixel is ignored when absent. */
  readonly mask?: ArrayLike<number> | undefined;
}

/**
 * Compares an image with a reference of the same size, pixel by pixel.
 *
 * @throws RangeError when their lengths differ
 */
export function agreement(
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  { floor = 1e-6, mask, maximum = largest(reference, mask) }: AgreementOptions = {},
): Agreement {
  if (image.length !== reference.length) {
    throw new RangeError(`images of ${image.length} and ${reference.length} pixels cannot be compared`);
  }
  const length = image.length;
  const n = length - (mask ? countOf(mask) : 0);
  const [sumA, sumB] = [total(image, mask), total(reference, mask)];
  const [meanA, meanB] = [sumA / n, sumB / n];
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  let largestDifference = 0;
  let largestRelative = 0;
  let at = -1;
  for (let i = 0; i < length; i++) {
    if (mask && mask[i] !== 0) continue;
    const a = image[i] as number;
    const b = reference[i] as number;
    covariance += (a - meanA) * (b - meanB);
    varianceA += (a - meanA) ** 2;
    varianceB += (b - meanB) ** 2;
    const difference = distance(a, b);
    if (difference > largestDifference) largestDifference = difference;
    const isCompared = Math.abs(b) > floor * maximum || difference === Number.POSITIVE_INFINITY;
    const relative = isCompared ? relativeTo(b, difference) : 0;
    if (relative > largestRelative) {
      largestRelative = relative;
      at = i;
    }
  }
  const flat = varianceA === 0 && varianceB === 0;
  return {
    correlation: flat ? 1 : covariance / Math.sqrt(varianceA * varianceB),
    sumRatio: sumA === sumB ? 1 : sumA / sumB,
    largestOfMaximum: maximum > 0 ? relativeTo(maximum, largestDifference) : largestDifference,
    largestRelative,
    at,
  };
}

/** Divides a difference by the size of a value; an infinite difference stays infinite. */
const relativeTo = (size: number, difference: number): number =>
  difference === Number.POSITIVE_INFINITY ? difference : difference / Math.abs(size);

/** Returns the absolute difference of two pixels: infinite if only one of them is NaN, since comparisons with NaN are false. */
function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

/** A mask as the functions of this module accept it. */
type Mask = ArrayLike<number> | undefined;

/** Returns the number of masked pixels. */
function countOf(mask: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) count++;
  return count;
}

/** Returns the sum of the unmasked values. */
function total(values: ArrayLike<number>, mask: Mask): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (!mask || mask[i] === 0) sum += values[i] as number;
  return sum;
}

/** Returns the largest absolute finite unmasked value; relative to an infinite one, every difference would be 0. */
function largest(values: ArrayLike<number>, mask: Mask): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) {
    if (mask && mask[i] !== 0) continue;
    const size = Math.abs(values[i] as number);
    if (size > max && size < Number.POSITIVE_INFINITY) max = size;
  }
  return max;
}
