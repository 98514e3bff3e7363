import { calculator, numbers } from '@braggsim/formula';

const m = calculator(numbers());

/** Computes exp(x) with additions, products and divisions only, so that every machine gives the same digits. */
export const exp = (x: number): number => (x <= 0 ? m.exp(x) : 1 / m.exp(-x));

const bits = new DataView(new ArrayBuffer(8));

/** Odd powers of the series of atanh: (m - 1)/(m + 1) is at most 0.1716, whose 25th power is below one part in 1e18. */
const TERMS = 12;

/**
 * Computes the natural logarithm of a normal positive number with additions, products and divisions only, so that every
 * machine gives the same digits: ln x = e ln 2 + 2 atanh((f - 1)/(f + 1)) with x = 2^e f.
 */
export function log(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let exponent = (high >>> 20) - 1023;
  let fraction = bits.getFloat64(0);
  if (fraction > Math.SQRT2) {
    fraction /= 2;
    exponent += 1;
  }
  const ratio = (fraction - 1) / (fraction + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let i = TERMS; i >= 0; i--) sum = sum * square + 1 / (2 * i + 1);
  return exponent * Math.LN2 + 2 * ratio * sum;
}

/** Computes the sine and the cosine of an angle in turns with the polynomials of the kernels. */
export const sinCosTurns = (turns: number): { readonly sin: number; readonly cos: number } => m.sinCosPi(2 * turns);

/** Computes the density of a normal deviate of mean 0 and variance 1. */
export const normalDensity = (x: number): number => exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Deviate from which on the continued fraction of the tail is used, and the number of its levels that suffices. */
const TAIL_FROM = 2.5;
const TAIL_LEVELS = 160;

/**
 * Computes the probability that a normal deviate of mean 0 and variance 1 is below x, by its power series near 0 and the
 * continued fraction of Laplace in the tails (Abramowitz & Stegun 26.2.11, 26.2.14); relative error 1e-14.
 */
export function normalProbability(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const density = normalDensity(x);
  const size = Math.abs(x);
  if (size < TAIL_FROM) {
    let term = x;
    let sum = x;
    for (let i = 3; Math.abs(term) > 1e-18; i += 2) {
      term *= (x * x) / i;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = size;
  for (let level = TAIL_LEVELS; level > 0; level--) fraction = size + level / fraction;
  const tail = density / fraction;
  return x < 0 ? tail : 1 - tail;
}
