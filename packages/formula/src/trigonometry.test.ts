import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { numbers } from './numbers';
import { largestError, largestRelativeError, places } from './testing/errors';
import { singles } from './testing/single';

const m = calculator(numbers());
const short = calculator(singles);
const halfTurn = places(-0.5, 0.5, 5000);
const halfTurnSingle = halfTurn.map(Math.fround);

test('sinPi has a relative error below 1e-13 in double', () => {
  expect(largestRelativeError(halfTurn, m.sinPi, (f) => Math.sin(Math.PI * f))).toBeLessThan(1e-13);
  expect(m.sinPi(0)).toBe(0);
});

test('sinPiOver tends to pi at zero', () => {
  expect(m.sinPiOver(0)).toBeCloseTo(Math.PI, 12);
  expect(m.sinPiOver(0.5)).toBeCloseTo(2, 12);
});

test('the short polynomials have errors of a few float32 roundings', () => {
  expect(largestRelativeError(halfTurnSingle, short.sinPi, (f) => Math.sin(Math.PI * f))).toBeLessThan(2.5e-7);
  const cosine = (f: number) => 2 * Math.cos(2 * Math.PI * f);
  expect(largestError(halfTurnSingle, short.twoCosTwoPi, cosine)).toBeLessThan(8e-7);
});

test('twoCosTwoPi is within 1e-12 of twice the cosine in double', () => {
  expect(largestError(halfTurn, m.twoCosTwoPi, (f) => 2 * Math.cos(2 * Math.PI * f))).toBeLessThan(1e-12);
  expect(m.twoCosTwoPi(0)).toBe(2);
});

test('sinCosPi is right for any angle, with the right signs in each quadrant', () => {
  const turns = places(-8, 8, 4096);
  expect(
    largestError(
      turns,
      (t) => m.sinCosPi(t).sin,
      (t) => Math.sin(Math.PI * t),
    ),
  ).toBeLessThan(7e-14);
  expect(
    largestError(
      turns,
      (t) => m.sinCosPi(t).cos,
      (t) => Math.cos(Math.PI * t),
    ),
  ).toBeLessThan(2e-13);
  expect([0, 1, 2, 3].map((t) => m.sinCosPi(t).cos)).toEqual([1, -1, 1, -1]);
});

test('sinCosPi keeps its digits at large angles that are exact', () => {
  const { sin, cos } = m.sinCosPi(2 ** 30 + 1.25);
  expect(sin).toBeCloseTo(-Math.SQRT1_2, 12);
  expect(cos).toBeCloseTo(-Math.SQRT1_2, 12);
});
