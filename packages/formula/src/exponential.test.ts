import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { numbers } from './numbers';
import { largestRelativeError, places } from './testing/errors';
import { singles } from './testing/single';

const m = calculator(numbers());
const short = calculator(singles);

test('exp has a relative error below 1e-13 down to -100, and below 2e-13 to the end of the range', () => {
  expect(largestRelativeError(places(-100, 0, 20000), m.exp, Math.exp)).toBeLessThan(3e-14);
  expect(largestRelativeError(places(-708, 0, 20000), m.exp, Math.exp)).toBeLessThan(2e-13);
  expect(m.exp(0)).toBe(1);
});

test('exp is the smallest normal number below the range', () => {
  expect(m.exp(-1000)).toBe(2 ** -1022);
  expect(m.exp(-Infinity)).toBe(2 ** -1022);
  expect(short.exp(-1000)).toBe(2 ** -126);
});

test('in single the error is that of the argument: a float32 rounding error times the exponent', () => {
  const near = places(-1, 0, 5000).map(Math.fround);
  const far = places(-80, 0, 5000).map(Math.fround);
  expect(largestRelativeError(near, short.exp, Math.exp)).toBeLessThan(4e-7);
  expect(largestRelativeError(far, short.exp, Math.exp)).toBeLessThan(1e-5);
});
