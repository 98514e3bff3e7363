import { expect, test } from 'vitest';
import { gaussianDeviates } from './gaussian';
import { ran1 } from './ran1';

test('the deviates of seed 123 are those of the C program', () => {
  const gaussian = gaussianDeviates(ran1(-123));
  const expected = [0.147312477, -1.27395606, 1.32809377, -0.237652302, -0.906046093, 2.54712152];
  expect(expected.map(() => gaussian())).toEqual(expected.map(Math.fround));
});

test('mean 0, variance 1, kurtosis 3', () => {
  const gaussian = gaussianDeviates(ran1(-7));
  const values = Array.from({ length: 40_000 }, () => gaussian());
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
  expect(Math.abs(moment(1))).toBeLessThan(4 / 200);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 40_000));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / 40_000));
});
