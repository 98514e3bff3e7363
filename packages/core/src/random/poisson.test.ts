import { expect, test } from 'vitest';
import { gaussianDeviates } from './gaussian';
import { poissonDeviates } from './poisson';
import { ran1 } from './ran1';

function counting(seed: number) {
  let draws = 0;
  const source = ran1(seed);
  const uniform = () => {
    draws += 1;
    return source();
  };
  return { poisson: poissonDeviates(uniform, gaussianDeviates(uniform)), draws: () => draws };
}

test.each([
  [3.5, [4, 2, 5, 3, 2, 6, 6, 5, 5, 3]],
  [50.25, [56, 52, 34, 45, 44, 40, 60, 49, 46, 44]],
  [2e6, [2000208.38, 1998198.38, 2001878.25, 1999663.88, 1998718.62, 2003602.12]],
])('deviates of mean %d are those of the C program', (mean, expected) => {
  const { poisson } = counting(-123);
  expect(expected.map(() => poisson(mean))).toEqual(expected.map(Math.fround));
});

test.each([
  [0, 1],
  [-3, 1],
  [Number.NaN, 0],
])('mean %d gives 0 and draws %d numbers', (mean, expected) => {
  const { poisson, draws } = counting(-1);
  expect(poisson(mean)).toBe(0);
  expect(draws()).toBe(expected);
});

test('values kept for the last mean are computed again when the mean changes', () => {
  const mixed = counting(-9);
  const values = [3.5, 100, 3.5, 2e6, 100].map(mixed.poisson);
  const plain = ran1(-9);
  const gaussian = gaussianDeviates(plain);
  expect(values).toEqual([3.5, 100, 3.5, 2e6, 100].map((mean) => poissonDeviates(plain, gaussian)(mean)));
});

test.each([0.3, 11.9, 12, 400, 9e5])('mean and variance of %d', (mean) => {
  const { poisson } = counting(-31);
  const n = 20_000;
  const values = Array.from({ length: n }, () => poisson(mean));
  const average = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / (n - 1);
  expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(mean / n));
  expect(Math.abs(variance / mean - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 1 / mean) / n));
});
