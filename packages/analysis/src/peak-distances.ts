import { countedPixels, type PanelImage } from './panels';
import { type FindPeaksOptions, findPeaks, type Peak } from './peaks';

export interface MatchedPeak {
  readonly panel: number;
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
export const comparePeaks = (
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly [number, number],
  options: PeakOptions = {},
): PeakComparison => comparePanelPeaks([{ pixels: image, shape }], [{ pixels: reference, shape }], options);

/** The same for the brightest peaks of every panel; those of different panels do not belong together. */
export function comparePanelPeaks(
  images: readonly PanelImage[],
  references: readonly PanelImage[],
  { gate = 5, ...options }: PeakOptions = {},
): PeakComparison {
  const peaksOf = (panel: PanelImage) => findPeaks(countedPixels(panel), panel.shape, options);
  const [ofImage, ofReference] = [images.map(peaksOf), references.map(peaksOf)];
  const matched = ofImage
    .flatMap((peaks, panel) => matchPeaks(peaks, ofReference[panel] ?? [], gate).map((pair) => ({ panel, ...pair })))
    .sort((p, q) => p.distance - q.distance);
  const distances = matched.map(({ distance }) => distance);
  const count = distances.length;
  const middle = ((distances[(count - 1) >> 1] as number) + (distances[count >> 1] as number)) / 2;
  return {
    image: ofImage.flat().length,
    reference: ofReference.flat().length,
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
export function matchPeaks(
  image: readonly Peak[],
  reference: readonly Peak[],
  gate: number,
): Omit<MatchedPeak, 'panel'>[] {
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
