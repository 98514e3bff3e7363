import { normalQuantile } from '@braggsim/core/random';
import type { Deviates } from './deviates';
import { drawDirection, drawRotation, type Vector } from './directions';
import { exp, log, normalDensity, normalProbability } from './elementary';

/** A value that a field can have. */
export type Value = number | string | boolean | null | readonly (number | string | null)[];

/** A distribution of single numbers, or of values from a list. */
export type ScalarDistribution =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'choice' | 'files'; readonly values: readonly Value[]; readonly weights: readonly number[] }
  | { readonly kind: 'uniform' | 'logUniform' | 'integer'; readonly low: number; readonly high: number }
  | {
      readonly kind: 'normal';
      readonly mean: number;
      readonly sd: number;
      readonly min?: number;
      readonly max?: number;
    };

/** A distribution of the values of a field, as a plan has it. */
export type Distribution =
  | ScalarDistribution
  | { readonly kind: 'rotation'; readonly axes: readonly Vector[]; readonly degrees?: ScalarDistribution }
  | { readonly kind: 'direction'; readonly capDeg: number; readonly about: Vector }
  | { readonly kind: 'table'; readonly file: string; readonly column: string; readonly pick: Pick };

/** How rows of a table are taken: at random, or the row of the shot's number modulo the number of rows. */
export type Pick = 'random' | 'inOrder';

/** Returns the place of a choice: the first whose running sum of weights exceeds u times their total. */
export function chosen(weights: readonly number[], u: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const place = weights.findIndex((weight) => {
    sum += weight;
    return sum > u * total;
  });
  return place < 0 ? weights.length - 1 : place;
}

/** Returns the row of a table that a shot gets. */
export const rowOf = (pick: Pick, rows: number, shot: number, u: () => number): number =>
  pick === 'inOrder' ? shot % rows : Math.min(rows - 1, Math.floor(u() * rows));

/** Computes the normal deviate for a uniform one, with the same digits on every machine. */
export const normalDeviate = (u: number): number => normalQuantile(u, log);

/** Draws from a distribution of single values; it takes one uniform deviate. */
export function drawScalar(distribution: ScalarDistribution, u: number): Value {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'choice':
    case 'files':
      return distribution.values[chosen(distribution.weights, u)] as Value;
    case 'uniform':
      return distribution.low + u * (distribution.high - distribution.low);
    case 'logUniform':
      return distribution.low * exp(u * log(distribution.high / distribution.low));
    case 'integer': {
      const { low, high } = distribution;
      return Math.min(high, low + Math.floor(u * (high - low + 1)));
    }
    case 'normal': {
      const { mean, sd, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = distribution;
      if (sd === 0) return mean;
      const deviate = truncatedDeviate((min - mean) / sd, (max - mean) / sd, u);
      // Where both ends are very far in a tail, the probability rounds to that of an end.
      return Math.min(max, Math.max(min, mean + sd * deviate));
    }
  }
}

/** Deviate from which on probabilities are so near to 1 that a double does not tell deviates apart to 1e-12. */
const UPPER_TAIL = 4;

/** Returns the normal deviate between two ends for a uniform one. */
function truncatedDeviate(least: number, most: number, u: number): number {
  if (least < UPPER_TAIL) {
    const [below, above] = [normalProbability(least), normalProbability(most)];
    return quantile(below + u * (above - below));
  }
  // The same by the probabilities of larger deviates, which are small.
  const [beyondLeast, beyondMost] = [normalProbability(-least), normalProbability(-most)];
  return -quantile(beyondLeast - u * (beyondLeast - beyondMost));
}

/** Probability below which the approximation of the quantile is not made for: no uniform deviate is as small. */
const SMALLEST = 2 ** -54;
/** Probability below which densities are no normal numbers. */
const NONE = 1e-300;

/** Returns the normal deviate that a deviate is below with a probability, which one step of Newton completes in the far tail. */
function quantile(probability: number): number {
  const deviate = normalDeviate(probability);
  if (probability >= SMALLEST || probability < NONE) return deviate;
  return deviate - (normalProbability(deviate) - probability) / normalDensity(deviate);
}

/**
 * Draws from a distribution.
 *
 * @param column values of the column that a table names
 */
export function draw(
  distribution: Distribution,
  deviates: Deviates,
  shot: number,
  column: readonly Value[] = [],
): Value {
  switch (distribution.kind) {
    case 'rotation': {
      const { axes, degrees } = distribution;
      return drawRotation(deviates, axes, (i) => (degrees ? Number(drawScalar(degrees, deviates(i))) : 0));
    }
    case 'direction':
      return drawDirection(deviates, distribution.capDeg, distribution.about);
    case 'table':
      return column[rowOf(distribution.pick, column.length, shot, () => deviates(0))] as Value;
    default:
      return drawScalar(distribution, deviates(0));
  }
}

/** Standard deviations from the mean up to which a normal distribution without ends is checked. */
const CHECKED_DEVIATIONS = 6;

/** Lists the least and the largest value of a distribution of single values, or all its values, for checks before a run. */
export function ends(distribution: ScalarDistribution): readonly Value[] {
  switch (distribution.kind) {
    case 'constant':
      return [distribution.value];
    case 'choice':
    case 'files':
      return distribution.values;
    case 'normal': {
      const { mean, sd, min, max } = distribution;
      return [min ?? mean - CHECKED_DEVIATIONS * sd, max ?? mean + CHECKED_DEVIATIONS * sd];
    }
    default:
      return [distribution.low, distribution.high];
  }
}
