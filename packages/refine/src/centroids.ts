import { type Vec3, vector } from '@braggsim/core';
import { boxMedians } from './first-guess';
import type { FitPixels } from './fit-pixels';
import { median } from './median';
import type { DetectorRays } from './panel-frames';

/** The centroid of the signal in a box. */
export interface Centroid {
  readonly box: number;
  readonly panel: number;
  /** Place along the fast direction in pixels from the corner of the panel: the centre of pixel i is i + 0.5. */
  readonly fast: number;
  readonly slow: number;
  /** Miller indices, where the list of spots gave them. */
  readonly hkl?: Vec3 | undefined;
}

const NOISE_LEVEL = 3;

const known = new WeakMap<FitPixels, readonly Centroid[]>();

/**
 * Centroids of the measured photons of each box, with weights max(y - median - 3 sqrt(median), 0) at the centres of pixels.
 * Boxes without signal have none.
 */
export function measuredCentroids(pixels: FitPixels): readonly Centroid[] {
  const before = known.get(pixels);
  if (before) return before;
  const levels = boxMedians(pixels).map((level) => level + NOISE_LEVEL * Math.sqrt(Math.max(0, level)));
  const found = weightedCentroids(
    pixels,
    (p) => (pixels.photons[p] as number) - (levels[pixels.box[p] as number] as number),
  );
  known.set(pixels, found);
  return found;
}

/** Centroids of each box under the positive part of a weight. */
export function weightedCentroids(pixels: FitPixels, weightOf: (pixel: number) => number): Centroid[] {
  const sums = pixels.boxes.map(() => ({ weight: 0, fast: 0, slow: 0 }));
  for (let p = 0; p < pixels.count; p++) {
    const weight = weightOf(p);
    if (!(weight > 0)) continue;
    const sum = sums[pixels.box[p] as number] as (typeof sums)[number];
    sum.weight += weight;
    sum.fast += weight * ((pixels.fast[p] as number) + 0.5);
    sum.slow += weight * ((pixels.slow[p] as number) + 0.5);
  }
  return sums.flatMap(({ weight, fast, slow }, box) => {
    const { panel = 0, hkl } = pixels.boxes[box] ?? {};
    return weight > 0 ? [{ box, panel, fast: fast / weight, slow: slow / weight, hkl }] : [];
  });
}

/** Centroids of a model as those of data are taken: of what rises three standard deviations above the background. */
export function aboveBackground(pixels: FitPixels, photons: Float64Array): Centroid[] {
  const noise = boxMedians(pixels).map((level) => NOISE_LEVEL * Math.sqrt(Math.max(0, level)));
  return weightedCentroids(
    pixels,
    (p) => (photons[pixels.index[p] as number] as number) - (noise[pixels.box[p] as number] as number),
  );
}

/** Distances between the centroids of data and model in the boxes that have both, px. */
export interface Offsets {
  readonly median: number | null;
  readonly rms: number | null;
  readonly boxes: number;
}

/**
 * Compares measured and modelled centroids of spots in the same boxes.
 *
 * @returns median and root mean square of their distances, pixels, and the number of boxes; null for both where there is none
 */
export function offsetsOf(measured: readonly Centroid[], modelled: readonly Centroid[]): Offsets {
  const byBox = new Map(modelled.map((centroid) => [centroid.box, centroid]));
  const distances = measured.flatMap(({ box, fast, slow }) => {
    const other = byBox.get(box);
    return other ? [Math.hypot(fast - other.fast, slow - other.slow)] : [];
  });
  if (distances.length === 0) return { median: null, rms: null, boxes: 0 };
  const squares = distances.reduce((sum, d) => sum + d * d, 0);
  return { median: median(distances), rms: Math.sqrt(squares / distances.length), boxes: distances.length };
}

/** A centroid with the Miller indices that its scattering vector is nearest to. */
export interface IndexedCentroid extends Centroid {
  readonly hkl: Vec3;
}

/** Farthest fractional index from a whole number that is still indexed. */
const LARGEST_REST = 0.4;

/**
 * Indexes centroids by the nearest whole numbers of `A q`. Indices of a list of spots are kept.
 *
 * @param reciprocal a*, b*, c* in 1/A
 */
export function indexed(
  centroids: readonly Centroid[],
  reciprocal: vector.Basis,
  rays: DetectorRays,
): IndexedCentroid[] {
  const direct = vector.reciprocal(reciprocal);
  return centroids.flatMap((centroid) => {
    if (centroid.hkl) return [{ ...centroid, hkl: centroid.hkl }];
    const q = rays.scatteringAt(centroid.panel, centroid.fast, centroid.slow);
    const fractional = direct.map((edge) => vector.dot(edge, q));
    const hkl = fractional.map(Math.round) as unknown as Vec3;
    const rest = Math.max(...fractional.map((value, i) => Math.abs(value - (hkl[i] as number))));
    const origin = hkl.every((index) => index === 0);
    return rest <= LARGEST_REST && !origin ? [{ ...centroid, hkl }] : [];
  });
}
