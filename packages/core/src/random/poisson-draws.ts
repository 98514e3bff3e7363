import { normalQuantile } from './normal-quantile';
import { uniformOf } from './pixel-draws';

/** Transformed rejection needs at least this mean. */
const SEARCH_BELOW = 10;
/** From this mean on the skew (its root's inverse) is below what any image shows, and a rounded Gaussian serves. */
const NORMAL_FROM = 1e9;

/** log(0!) to log(9!) */
const LOG_FACTORIALS = Array.from({ length: 10 }, (_, k) => {
  let product = 1;
  for (let i = 2; i <= k; i++) product *= i;
  return Math.log(product);
});

/** log of the probability of `count`. Stirling's series is merged with the exponent, where large terms would cancel. */
function logProbability(count: number, mean: number): number {
  if (count < LOG_FACTORIALS.length) return count * Math.log(mean) - mean - (LOG_FACTORIALS[count] as number);
  const inverse = 1 / count;
  const square = inverse * inverse;
  const tail = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return count * Math.log1p((mean - count) * inverse) + (count - mean) - 0.5 * Math.log(2 * Math.PI * count) - tail;
}

/** From here to 1 a deviate of 32 bits is too coarse for rare counts, and gets 32 more. */
const REFINE_FROM = 1 - 2 ** -10;

/** Sequential search through the distribution with one uniform deviate, and one more where that is too coarse. */
function bySearch(mean: number, u: number, v: number): number {
  let rest = u > REFINE_FROM ? u + (v - 0.5) * 2 ** -32 : u;
  let probability = Math.exp(-mean);
  let count = 0;
  // The probability runs out long after the deviate does, unless rounding leaves the deviate a remainder.
  while (rest > probability && probability > 0) {
    rest -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}

// Transformed rejection with squeeze, PTRS (Hoermann 1993, Insurance: Math. Econ. 12, 39), in the names of its author.
const widthB = (mean: number): number => 0.931 + 2.53 * Math.sqrt(mean);
const slopeA = (b: number): number => -0.059 + 0.02483 * b;
const transformed = (mean: number, b: number, u: number): number =>
  Math.floor(((2 * slopeA(b)) / (0.5 - Math.abs(u)) + b) * u + mean + 0.43);
/** Most attempts end here: surely under the curve. */
const isUnder = (b: number, u: number, v: number): boolean =>
  0.5 - Math.abs(u) >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2);

/** One attempt: a count, or -1. */
function byRejection(mean: number, first: number, v: number): number {
  const b = widthB(mean);
  const u = first - 0.5;
  const count = transformed(mean, b, u);
  if (isUnder(b, u, v)) return count;
  const edge = 0.5 - Math.abs(u);
  if (count < 0 || (edge < 0.013 && v > edge)) return -1;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  return Math.log((v * inverseAlpha) / (slopeA(b) / (edge * edge) + b)) <= logProbability(count, mean) ? count : -1;
}

/**
 * The Poisson deviate that two uniform ones give, or -1 where they are rejected and the next two are wanted. Means of
 * NaN and of zero or less give 0, infinity stays.
 *
 * @param mean photons
 */
export function poissonFirst(mean: number, u: number, v: number): number {
  if (!(mean > 0)) return 0;
  if (mean < SEARCH_BELOW) return bySearch(mean, u, v);
  if (mean < NORMAL_FROM) return byRejection(mean, u, v);
  if (mean === Number.POSITIVE_INFINITY) return mean;
  return Math.round(mean + Math.sqrt(mean) * normalQuantile(u));
}

/**
 * A Poisson deviate in float64, right for means of 0 to 1e9 and beyond; a pure function of the uniform deviates it
 * takes. Means of NaN and of zero or less give 0, infinity stays, and both draw nothing.
 *
 * @param mean photons
 */
export function poissonDraw(mean: number, uniform: () => number): number {
  if (!(mean > 0)) return 0;
  if (mean === Number.POSITIVE_INFINITY) return mean;
  for (;;) {
    const count = poissonFirst(mean, uniform(), uniform());
    if (count >= 0) return count;
  }
}

/**
 * Turns means into their deviates, each from two words of its own.
 *
 * @param means `count` values from `start` on, replaced
 * @param retry deviate of a pixel whose first two are rejected
 */
export function poissonRun(
  means: Float32Array | Float64Array,
  start: number,
  count: number,
  [first, second]: readonly [Uint32Array, Uint32Array],
  retry: (pixel: number, mean: number) => number,
): void {
  for (let i = 0; i < count; i++) {
    const mean = means[start + i] as number;
    const u = uniformOf(first[i] as number);
    const v = uniformOf(second[i] as number);
    if (mean >= SEARCH_BELOW && mean < NORMAL_FROM) {
      const b = widthB(mean);
      // What is most frequent stays in the loop: calls with numbers of 64 bits cost as much as the rest.
      if (isUnder(b, u - 0.5, v)) {
        means[start + i] = transformed(mean, b, u - 0.5);
        continue;
      }
    }
    const attempt = poissonFirst(mean, u, v);
    means[start + i] = attempt < 0 ? retry(start + i, mean) : attempt;
  }
}
