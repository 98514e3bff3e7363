/** Natural logarithms of 0! to 9!. */
const LOG_FACTORIALS = Array.from({ length: 10 }, (_, k) => {
  let product = 1;
  for (let i = 2; i <= k; i++) product *= i;
  return Math.log(product);
});

/** Computes the logarithm of a factorial beyond its first terms by Stirling's series. */
function tailOf(count: number): number {
  const inverse = 1 / count;
  const square = inverse * inverse;
  return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
}

/**
 * Returns the natural logarithm of the Poisson probability of `count`. Stirling's series is combined with the exponent, so that large
 * terms do not cancel.
 */
function logProbability(count: number, mean: number): number {
  if (count < LOG_FACTORIALS.length) return count * Math.log(mean) - mean - (LOG_FACTORIALS[count] as number);
  const inverse = 1 / count;
  return (
    count * Math.log1p((mean - count) * inverse) + (count - mean) - 0.5 * Math.log(2 * Math.PI * count) - tailOf(count)
  );
}

// Transformed rejection with squeeze, PTRS (Hoermann 1993, Insurance: Math. Econ. 12, 39), in the notation of that paper.
/** Returns the width of the dominating distribution. */
export const widthB = (mean: number): number => 0.931 + 2.53 * Math.sqrt(mean);
const slopeA = (b: number): number => -0.059 + 0.02483 * b;
/** Returns the count that an attempt proposes. @param u deviate less a half */
export const transformed = (mean: number, b: number, u: number): number =>
  Math.floor(((2 * slopeA(b)) / (0.5 - Math.abs(u)) + b) * u + mean + 0.43);
/** Returns the squeeze of the method: a cheap test that accepts many attempts, the more of them the larger the mean. */
export const isUnder = (b: number, u: number, v: number): boolean =>
  0.5 - Math.abs(u) >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2);
/** Returns the number whose logarithm is compared with that of the probability. */
const threshold = (b: number, edge: number, v: number): number =>
  (v * (1.1239 + 1.1328 / (b - 3.4))) / (slopeA(b) / (edge * edge) + b);

/** Returns one attempt of transformed rejection from two uniform deviates, for means of at least 10: a count, or -1 for a rejected one. */
export function byRejection(mean: number, first: number, v: number): number {
  const b = widthB(mean);
  const u = first - 0.5;
  const count = transformed(mean, b, u);
  if (isUnder(b, u, v)) return count;
  const edge = 0.5 - Math.abs(u);
  if (count < 0 || (edge < 0.013 && v > edge)) return -1;
  return Math.log(threshold(b, edge, v)) <= logProbability(count, mean) ? count : -1;
}
