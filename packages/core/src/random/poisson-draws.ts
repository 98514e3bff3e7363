import { normalQuantile } from './normal-quantile';
import { uniformOf } from './pixel-draws';
import { poissonQuantiles, UNDECIDED } from './poisson-quantiles';

/** Means below this are drawn by sequential search; transformed rejection requires at least this mean. */
const SEARCH_BELOW = 10;
/** Means from this on are drawn as rounded Gaussian deviates: the skewness, 1/sqrt(mean), is too small to be seen in an image. */
const NORMAL_FROM = 1e9;

/** Natural logarithms of 0! to 9!. */
const LOG_FACTORIALS = Array.from({ length: 10 }, (_, k) => {
  let product = 1;
  for (let i = 2; i <= k; i++) product *= i;
  return Math.log(product);
});

/**
 * Natural logarithm of the Poisson probability of `count`. Stirling's series is combined with the exponent, so that large
 * terms do not cancel.
 */
function logProbability(count: number, mean: number): number {
  if (count < LOG_FACTORIALS.length) return count * Math.log(mean) - mean - (LOG_FACTORIALS[count] as number);
  const inverse = 1 / count;
  const square = inverse * inverse;
  const tail = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return count * Math.log1p((mean - count) * inverse) + (count - mean) - 0.5 * Math.log(2 * Math.PI * count) - tail;
}

/** From here to 1 a deviate of 32 bits is too coarse for rare counts and is refined by 32 more bits. */
const REFINE_FROM = 1 - 2 ** -10;

/** The Poisson deviate by sequential search through the distribution with `u`, which `v` refines where it is too coarse. */
function bySearch(mean: number, u: number, v: number): number {
  let rest = u > REFINE_FROM ? u + (v - 0.5) * 2 ** -32 : u;
  let probability = Math.exp(-mean);
  let count = 0;
  // The second condition ends the search where rounding leaves a remainder that no probability uses up.
  while (rest > probability && probability > 0) {
    rest -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}

// Transformed rejection with squeeze, PTRS (Hoermann 1993, Insurance: Math. Econ. 12, 39), in the notation of that paper.
const widthB = (mean: number): number => 0.931 + 2.53 * Math.sqrt(mean);
const slopeA = (b: number): number => -0.059 + 0.02483 * b;
const transformed = (mean: number, b: number, u: number): number =>
  Math.floor(((2 * slopeA(b)) / (0.5 - Math.abs(u)) + b) * u + mean + 0.43);
/** The squeeze of the method: a cheap test that accepts most attempts. */
const isUnder = (b: number, u: number, v: number): boolean =>
  0.5 - Math.abs(u) >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2);

/** One attempt of transformed rejection: a count, or -1 for a rejected one. */
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
 * Attempts to make a Poisson deviate from two uniform deviates.
 *
 * @param mean photons; NaN, zero and negative means give 0, an infinite mean gives infinity
 * @returns the deviate, or -1 where the two are rejected and the next two have to be tried
 */
export function poissonFirst(mean: number, u: number, v: number): number {
  if (!(mean > 0)) return 0;
  if (mean < SEARCH_BELOW) return bySearch(mean, u, v);
  if (mean < NORMAL_FROM) return byRejection(mean, u, v);
  if (mean === Number.POSITIVE_INFINITY) return mean;
  return Math.round(mean + Math.sqrt(mean) * normalQuantile(u));
}

/**
 * Draws a Poisson deviate in float64; a pure function of the uniform deviates that it draws.
 *
 * @param mean photons; NaN, zero and negative means give 0, an infinite mean gives infinity, both without a draw
 */
export function poissonDraw(mean: number, uniform: () => number): number {
  if (!(mean > 0)) return 0;
  if (mean === Number.POSITIVE_INFINITY) return mean;
  for (;;) {
    const count = poissonFirst(mean, uniform(), uniform());
    if (count >= 0) return count;
  }
}

let shared: ReturnType<typeof poissonQuantiles> | undefined;

/** The table that all runs share. */
function sharedQuantiles(): ReturnType<typeof poissonQuantiles> {
  shared ??= poissonQuantiles(SEARCH_BELOW);
  return shared;
}

/**
 * Replaces means by Poisson deviates, each made from two random words.
 *
 * @param means array whose `count` values from `start` on are replaced
 * @param words first and second word of each of these pixels
 * @param retry returns the deviate of a pixel whose first two words are rejected
 */
export function poissonRun(
  means: Float32Array | Float64Array,
  start: number,
  count: number,
  words: readonly [Uint32Array, Uint32Array],
  retry: (pixel: number, mean: number) => number,
): void {
  const [first, second] = words;
  const { counts, entryOf } = sharedQuantiles();
  for (let i = 0; i < count; i++) {
    const mean = means[start + i] as number;
    if (mean > 0 && mean < SEARCH_BELOW) {
      const known = counts[entryOf(mean, first[i] as number)] as number;
      if (known !== UNDECIDED) {
        means[start + i] = known;
        continue;
      }
    }
    const u = uniformOf(first[i] as number);
    const v = uniformOf(second[i] as number);
    if (mean >= SEARCH_BELOW && mean < NORMAL_FROM) {
      const b = widthB(mean);
      // The most frequent case is handled without a call: passing 64-bit numbers takes as long as the rest.
      if (isUnder(b, u - 0.5, v)) {
        means[start + i] = transformed(mean, b, u - 0.5);
        continue;
      }
    }
    const attempt = poissonFirst(mean, u, v);
    means[start + i] = attempt < 0 ? retry(start + i, mean) : attempt;
  }
}
