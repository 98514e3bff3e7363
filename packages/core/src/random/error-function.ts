const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
/** From here on 1 - erf(x) is below the rounding of 1. */
const ONE_FROM = 6;

/**
 * Computes the error function to a relative error of about 1e-15, by the series whose terms all have the same sign and
 * therefore do not cancel (Abramowitz & Stegun 1964, 7.1.6).
 */
export function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size >= ONE_FROM) return Math.sign(x);
  const square = 2 * size * size;
  let term = size;
  let sum = size;
  for (let n = 1; term > sum * 2 ** -54; n++) {
    term *= square / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * Math.min(1, TWO_OVER_ROOT_PI * Math.exp(-size * size) * sum);
}
