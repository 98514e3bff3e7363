import { type FindPeaksOptions, findPeaks, type Peak } from './peaks';

export interface MatchedPeak {
  readonly image: Peak;
  readonly reference: Peak;
  /** Pixels. */
  readonly distance: number;
}

export interface PeakComparison {
  /** Peaks found in the image and in the reference. */
  readonly image: number;
  readonly reference: number;
  /** Pairs, nearest first. */
  readonly matched: readonly MatchedPeak[];
  /** Distances over the pairs, pixels; NaN without pairs. */
  readonly meanDistance: number;
  readonly medianDistance: number;
  readonly largestDistance: number;
}

export interface PeakOptions extends FindPeaksOptions {
  readonly gate?: number;
}

/**
 * Finds the brightest peaks of two images and how far those that belong together are apart.
 *
 * @param shape [slow, fast]
 */
export function comparePeaks(
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly [number, number],
  { gate = 5, ...options }: PeakOptions = {},
): PeakComparison {
  const ofImage = findPeaks(image, shape, options);
  const ofReference = findPeaks(reference, shape, options);
  const matched = matchPeaks(ofImage, ofReference, gate);
  const distances = matched.map(({ distance }) => distance);
  const count = distances.length;
  const middle = ((distances[(count - 1) >> 1] as number) + (distances[count >> 1] as number)) / 2;
  return {
    image: ofImage.length,
    reference: ofReference.length,
    matched,
    meanDistance: distances.reduce((sum, d) => sum + d, 0) / count,
    medianDistance: middle,
    largestDistance: distances[count - 1] ?? Number.NaN,
  };
}

/**
 * Pairs of peaks, each peak in one pair at most. Greedy: the nearest pair first, of equal ones the brightest; pairs
 * farther apart than `gate` pixels are none. Where spots stand farther apart than twice the gate, no other assignment is
 * possible, so nothing is gained by an optimal one.
 */
export function matchPeaks(image: readonly Peak[], reference: readonly Peak[], gate: number): MatchedPeak[] {
  const pairs = image
    .flatMap((a) => reference.map((b) => ({ image: a, reference: b, distance: distanceOf(a, b) })))
    .filter(({ distance }) => distance <= gate)
    .sort((p, q) => p.distance - q.distance);
  const taken = new Set<Peak>();
  return pairs.filter((pair) => {
    if (taken.has(pair.image) || taken.has(pair.reference)) return false;
    taken.add(pair.image).add(pair.reference);
    return true;
  });
}

const distanceOf = (a: Peak, b: Peak): number => Math.sqrt((a.fast - b.fast) ** 2 + (a.slow - b.slow) ** 2);
