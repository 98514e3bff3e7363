import { countedPixels, type PanelImage } from './panels';
import { type FindPeaksOptions, findPeaks, type Peak } from './peaks';

/** A peak of an image and the peak of the reference that corresponds to it. */
export interface MatchedPeak {
  readonly panel: number;
  readonly image: Peak;
  readonly reference: Peak;
  /** Distance of the two, pixels. */
  readonly distance: number;
}

/** The comparison of the peaks of an image and a reference. */
export interface PeakComparison {
  /** Number of peaks in the image. */
  readonly image: number;
  /** Number of peaks in the reference. */
  readonly reference: number;
  /** Matched pairs, smallest distance first. */
  readonly matched: readonly MatchedPeak[];
  /** Mean distance of the pairs, pixels; NaN without pairs, as the next two are. */
  readonly meanDistance: number;
  readonly medianDistance: number;
  readonly largestDistance: number;
}

/** Options of a comparison of peaks. */
export interface PeakOptions extends FindPeaksOptions {
  /** Largest distance of matched peaks, pixels. Default 5. */
  readonly gate?: number;
}

/**
 * Finds the brightest peaks of two images, and the distances of corresponding ones.
 *
 * @param shape [slow, fast]
 */
export const comparePeaks = (
  image: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly [number, number],
  options: PeakOptions = {},
): PeakComparison => comparePanelPeaks([{ pixels: image, shape }], [{ pixels: reference, shape }], options);

/** Finds the brightest peaks of every panel of two images, and the distances of corresponding ones; peaks are matched within a panel. */
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
 * Matches peaks in pairs, each peak in at most one pair. The method is greedy: it takes the pair with the smallest distance
 * first, the brightest of equal ones. Pairs farther apart than `gate` pixels are not matched. Where spots are farther apart
 * than twice the gate there is only one assignment, so that an optimal assignment gives the same pairs.
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
