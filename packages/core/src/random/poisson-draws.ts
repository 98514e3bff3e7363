import { normalQuantile } from './normal-quantile';
import { PIXELS_AT_ONCE, uniformOf } from './pixel-draws';
import { ATTEMPTED_MEANS, type PoissonAttempts, poissonAttempts, REJECTED, UNCLEAR } from './poisson-attempts';
import { type PoissonQuantiles, poissonQuantiles, UNDECIDED } from './poisson-quantiles';
import { byRejection, isUnder, transformed, widthB } from './poisson-rejection';

/** Means below this are drawn by sequential search; transformed rejection requires at least this mean. */
const SEARCH_BELOW = 10;
/** Means from this on are drawn as rounded Gaussian deviates: the skewness, 1/sqrt(mean), is too small to be seen in an image. */
const NORMAL_FROM = 1e9;

/** From here to 1 a deviate of 32 bits is too coarse for rare counts and is refined by 32 more bits. */
const REFINE_FROM = 1 - 2 ** -10;

/** Returns the Poisson deviate by sequential search through the distribution with `u`, which `v` refines where it is too coarse. */
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

let quantileTable: PoissonQuantiles | undefined;

/** Returns the table that all runs share. */
function sharedQuantiles(): PoissonQuantiles {
  quantileTable ??= poissonQuantiles(SEARCH_BELOW);
  return quantileTable;
}

let attemptsOfRuns: PoissonAttempts | undefined;

/** Returns the attempts that all runs share. */
function sharedAttempts(): PoissonAttempts {
  attemptsOfRuns ??= poissonAttempts(PIXELS_AT_ONCE);
  return attemptsOfRuns;
}

/** Numbers, from the first of a run, of the pixels whose attempts are rejected. */
const rejectedPixels = new Uint32Array(PIXELS_AT_ONCE);

/** From this part of the pixels on the words of all of them take less time than those of the rejected ones one by one. */
const MIN_REJECTED_TOGETHER = 1 / 16;

/** Random words of the pixels of a run. */
export interface RunWords {
  /** Returns the word of each pixel at a draw; the next call overwrites them. */
  readonly words: (draw: number) => Uint32Array;
  /** Returns the deviate of a pixel from its words from a draw on. */
  readonly one: (pixel: number, mean: number, draw: number) => number;
}

/**
 * Replaces means by Poisson deviates, each made from two random words or, where those are rejected, from the next two.
 *
 * @param means array whose `count` values from `start` on are replaced, `PIXELS_AT_ONCE` of them at most
 * @param attempts what makes many attempts at once; what it leaves unclear is attempted one by one
 */
export function poissonRun(
  means: Float32Array | Float64Array,
  start: number,
  count: number,
  { words, one }: RunWords,
  attempts = sharedAttempts(),
): void {
  attempts.first.set(words(0));
  attempts.second.set(words(1));
  const { first, second } = attempts;
  const { counts, entryOf } = sharedQuantiles();
  let attempted: Int32Array | undefined;
  let rejected = 0;
  for (let i = 0; i < count; i++) {
    const mean = means[start + i] as number;
    if (mean > 0 && mean < SEARCH_BELOW) {
      const known = counts[entryOf(mean, first[i] as number)] as number;
      if (known !== UNDECIDED) {
        means[start + i] = known;
        continue;
      }
    } else if (mean >= ATTEMPTED_MEANS[0] && mean < ATTEMPTED_MEANS[1]) {
      attempted ??= attemptAll(attempts, means, start, count);
      const made = attempted[i] as number;
      if (made >= 0) {
        means[start + i] = made;
        continue;
      }
      if (made === REJECTED) {
        rejectedPixels[rejected++] = i;
        continue;
      }
    } else if (mean >= SEARCH_BELOW && mean < NORMAL_FROM) {
      // The most frequent case is handled without a call: passing 64-bit numbers takes as long as the rest.
      const b = widthB(mean);
      const u = uniformOf(first[i] as number) - 0.5;
      if (isUnder(b, u, uniformOf(second[i] as number))) {
        means[start + i] = transformed(mean, b, u);
        continue;
      }
    }
    const made = poissonFirst(mean, uniformOf(first[i] as number), uniformOf(second[i] as number));
    if (made < 0) rejectedPixels[rejected++] = i;
    else means[start + i] = made;
  }
  if (rejected > MIN_REJECTED_TOGETHER * count) attemptAgain(attempts, means, start, rejected, { words, one });
  else {
    for (let n = 0; n < rejected; n++) {
      const pixel = start + (rejectedPixels[n] as number);
      means[pixel] = one(pixel, means[pixel] as number, 2);
    }
  }
}

/** Makes the first attempts of all pixels of a run. */
function attemptAll(
  attempts: PoissonAttempts,
  means: Float32Array | Float64Array,
  start: number,
  count: number,
): Int32Array {
  attempts.means.set(means.subarray(start, start + count));
  return attempts.run(count);
}

/** Makes the second attempts of rejected pixels together, and further ones one by one. */
function attemptAgain(
  attempts: PoissonAttempts,
  means: Float32Array | Float64Array,
  start: number,
  rejected: number,
  { words, one }: RunWords,
): void {
  const { first, second } = attempts;
  const thirdWords = words(2);
  for (let n = 0; n < rejected; n++) {
    const i = rejectedPixels[n] as number;
    attempts.means[n] = means[start + i] as number;
    first[n] = thirdWords[i] as number;
  }
  const fourthWords = words(3);
  for (let n = 0; n < rejected; n++) second[n] = fourthWords[rejectedPixels[n] as number] as number;
  const made = attempts.run(rejected);
  for (let n = 0; n < rejected; n++) {
    const pixel = start + (rejectedPixels[n] as number);
    const mean = means[pixel] as number;
    let deviate = made[n] as number;
    if (deviate === UNCLEAR)
      deviate = poissonFirst(mean, uniformOf(first[n] as number), uniformOf(second[n] as number));
    means[pixel] = deviate < 0 ? one(pixel, mean, 4) : deviate;
  }
}
