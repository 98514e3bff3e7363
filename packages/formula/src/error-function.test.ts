import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { duals, variable } from './dual';
import { numbers } from './numbers';
import { largestError, largestRelativeError, places } from './testing/errors';
import { singles } from './testing/single';

const m = calculator(numbers());
const short = calculator(singles);

/** erf(x) by the series whose terms have one sign (Abramowitz & Stegun 1964, 7.1.6), and erfc(x) by its continued fraction (7.1.14). */
function series(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * 2 ** -60; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
function fraction(x: number): number {
  let rest = x;
  for (let n = 400; n > 0; n--) rest = x + n / 2 / rest;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / rest;
}

test('erf has a relative error near 1e-15, and 1e-7 in single', () => {
  const at = places(0.001, 5, 5000);
  expect(largestRelativeError(at, m.erf, series)).toBeLessThan(2e-15);
  expect(largestRelativeError(at.map(Math.fround), short.erf, series)).toBeLessThan(3e-7);
  expect(m.erf(0)).toBe(0);
  expect(m.erf(1e-9) / 1e-9).toBeCloseTo(2 / Math.sqrt(Math.PI), 15);
  expect(
    largestError(
      places(-7, 7, 500),
      (x) => m.erf(-x),
      (x) => -m.erf(x),
    ),
  ).toBe(0);
  expect(m.erf(40)).toBe(1);
});

test('tails keep their relative accuracy', () => {
  const at = places(2, 26, 2000);
  expect(largestRelativeError(at, (x) => m.errorTail(x).tail, fraction)).toBeLessThan(2e-13);
  expect(largestRelativeError(at, (x) => -m.errorTail(-x).tail, fraction)).toBeLessThan(2e-13);
  expect(largestRelativeError(places(0, 1, 50), (x) => m.errorTail(x).sign - m.errorTail(x).tail, series)).toBeLessThan(
    1e-13,
  );
});

test('the derivative is 2/sqrt(pi) exp(-x^2) on both sides', () => {
  const d = calculator(duals(1));
  for (const x of [-3, -0.4, 0, 0.7, 2.5]) {
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
    expect(d.erf(variable(x, 0, 1)).partials[0]).toBeCloseTo(slope, 14);
    expect(d.errorTail(variable(x, 0, 1)).tail.partials[0]).toBeCloseTo(-slope, 14);
  }
});
