import { type FixedPlan, orientationCount, type PanelPlan, type ShotPlan, type TermPlan } from '@braggsim/core/kernel';
import type { PlanTerms } from './terms';

/** Half a unit in the last place of float32. */
const ROUNDING = 2 ** -24;
/** Roundings of a reduced index: of the anchor and the sum (at most 1/2 and |A dq|), and of the factors of A.dq. */
const ANCHOR_ROUNDINGS = 1;
const OFFSET_ROUNDINGS = 6;
/** Roundings of everything behind the index but sums: polynomials, quotient, products. */
const LATER_ROUNDINGS = 12;
/** Roundings of the components of a scattering vector, which are differences of unit vectors. */
const DIRECTION_ROUNDINGS = 3;
/** Number of terms from which on sums are taken in batches. */
const LONGEST_SUM = 64;

/** Computes half the diagonal of a tile as seen from the sample, rad. */
export const tileRadius = ({ pixelSize, normalDistance }: PanelPlan, edge: number): number =>
  ((edge / 2) * Math.SQRT2 * pixelSize) / Math.abs(normalDistance);

/** What the error of a shot depends on, in a few numbers. */
export interface ShotExtent {
  /** Largest change of an index with the direction, see `indexSpread`. */
  readonly spread: number;
  /** Shortest wavelength, m. */
  readonly wavelength: number;
  /** Numbers of sources and orientations. */
  readonly counts: readonly [number, number];
}

/** Computes the range of indices, the shortest wavelength and the numbers of sources and orientations, on which the error of a shot depends. */
export const shotExtent = (shot: ShotPlan): ShotExtent => ({
  spread: indexSpread(shot),
  wavelength: smallest(shot.sources.wavelengths),
  counts: [shot.sources.count, orientationCount(shot)],
});

/**
 * Bounds the error of a reduced index in `single`.
 *
 * @param spread largest change of an index with the direction, see `indexSpread`
 * @param offset largest |dq|, the part of a direction that is in float32
 */
export const indexErrorOfSingle = (spread: number, offset: number): number =>
  ROUNDING * (ANCHOR_ROUNDINGS + OFFSET_ROUNDINGS * spread * offset);

/**
 * Bounds the error of a sample in `single`, relative to the peak of a spot (docs/numerics/anchors.md): the reduced
 * index is wrong by at most a few roundings of its anchor and of its offset A.dq, and every term declares its slope. Halfway
 * between two reflections a sample may go to either: where amplitudes are those of the nearest one, the peak is that of the
 * brighter. Backgrounds that declare a slope add the error of their scattering vector.
 *
 * @param offset largest |dq|, the part of a direction that is in float32
 * @param roundingsOf returns the roundings of the kernel's sum of n samples
 */
export function singleBound(
  fixed: FixedPlan,
  terms: PlanTerms,
  shot: ShotExtent,
  offset: number,
  roundingsOf: (n: number) => number,
): number {
  // A sample at the resolution limit counts or not by its last digit.
  if (fixed.dMin > 0) return Number.POSITIVE_INFINITY;
  // What scatters between the spots has no bound of its own.
  if (fixed.scatters || fixed.band) return Number.POSITIVE_INFINITY;
  const index = indexErrorOfSingle(shot.spread, offset);
  const slopeOf = (term: PlanTerms['shape'] | PlanTerms['structure'], plan: FixedPlan['shape']): number =>
    term.slope?.(plan.constants, plan.specialization) ?? Number.POSITIVE_INFINITY;
  const slope = slopeOf(terms.shape, fixed.shape) + slopeOf(terms.structure, fixed.structure);
  const jump = terms.structure.jumpsHalfway
    ? (terms.shape.halfway?.(fixed.shape.constants, fixed.shape.specialization) ?? Number.POSITIVE_INFINITY)
    : 0;
  const counts = [fixed.layers * fixed.oversample ** 2, ...shot.counts];
  const ofSums = counts.reduce((sum, n) => sum + roundingsOf(n), 0);
  return 3 * slope * index + jump + backgroundError(fixed, terms, shot) + (LATER_ROUNDINGS + ofSums) * ROUNDING;
}

/** Bounds the error of steep backgrounds, as narrow rings are, relative to their largest values. */
function backgroundError(fixed: FixedPlan, { backgrounds }: PlanTerms, { wavelength }: ShotExtent): number {
  const slopes = backgrounds.map(({ slope }, i) => {
    const { constants, specialization } = fixed.backgrounds[i] as TermPlan;
    return slope?.(constants, specialization) ?? 0;
  });
  const stol = (DIRECTION_ROUNDINGS * ROUNDING) / (2 * wavelength);
  return stol * Math.max(0, ...slopes);
}

/**
 * Counts the roundings of a sum of n terms: the k-th addition is wrong by a rounding of the k terms so far, (n + 1)/2
 * roundings of the whole.
 */
const plainSum = (n: number): number => (n > 1 ? (n + 1) / 2 : 0);

/** Counts the roundings of a sum whose batches are added with compensation. */
export const compensatedSum = (n: number): number => plainSum(Math.min(n, LONGEST_SUM));

/** Counts the roundings of a sum whose batches, and batches of those, are added without compensation. */
export const batchedSum = (n: number): number =>
  plainSum(Math.min(n, LONGEST_SUM)) +
  plainSum(Math.min(Math.ceil(n / LONGEST_SUM), LONGEST_SUM)) +
  plainSum(Math.ceil(n / LONGEST_SUM ** 2));

/** Computes the largest change of an index with the direction: the longest cell vector over the shortest wavelength. */
export const indexSpread = ({ orientations, sources }: ShotPlan): number =>
  largestVector(orientations) / smallest(sources.wavelengths);

/** Computes the length of the longest cell vector of any orientation: domains may have cell edges of their own. */
function largestVector(orientations: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < orientations.length; i += 3) {
    const [x, y, z] = [orientations[i] as number, orientations[i + 1] as number, orientations[i + 2] as number];
    largest = Math.max(largest, x * x + y * y + z * z);
  }
  return Math.sqrt(largest);
}

const smallest = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b));
