import { expect, test } from 'vitest';
import { pixelDraws } from './pixel-draws';
import { poissonDraw } from './poisson-draws';

const deviates = (mean: number, n: number): Float64Array => {
  const draws = pixelDraws({ seed: 11, image: 0, panel: 0 }, 'photon');
  return Float64Array.from({ length: n }, (_, pixel) => {
    draws.start(pixel);
    return poissonDraw(mean, draws.uniform);
  });
};

/** Probabilities of the counts from `first` on, by recurrence from the mode. */
function distribution(mean: number): { first: number; probabilities: Float64Array } {
  const reach = Math.ceil(8 * Math.sqrt(mean) + 12);
  const mode = Math.floor(mean);
  const first = Math.max(0, mode - reach);
  const probabilities = new Float64Array(mode + reach - first + 1);
  probabilities[mode - first] = 1;
  for (let k = mode; k > first; k--) probabilities[k - 1 - first] = ((probabilities[k - first] as number) * k) / mean;
  for (let k = mode + 1; k <= mode + reach; k++) {
    probabilities[k - first] = ((probabilities[k - 1 - first] as number) * mean) / k;
  }
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  return { first, probabilities: probabilities.map((p) => p / total) };
}

/** Chi-square per degree of freedom over bins of about equal probability. */
function reducedChiSquare(values: Float64Array, mean: number): number {
  const { first, probabilities } = distribution(mean);
  const binOf = new Int32Array(probabilities.length);
  const expected: number[] = [0];
  probabilities.forEach((p, i) => {
    if ((expected[expected.length - 1] as number) * values.length > Math.max(25, values.length / 30)) expected.push(0);
    binOf[i] = expected.length - 1;
    expected[expected.length - 1] = (expected[expected.length - 1] as number) + p;
  });
  const observed = new Float64Array(expected.length);
  for (const value of values) {
    const bin = binOf[Math.min(Math.max(value - first, 0), binOf.length - 1)] as number;
    observed[bin] = (observed[bin] as number) + 1;
  }
  const chiSquare = expected.reduce((sum, p, bin) => {
    const count = p * values.length;
    return sum + ((observed[bin] as number) - count) ** 2 / count;
  }, 0);
  return chiSquare / Math.max(1, expected.length - 1);
}

const means = [1e-3, 0.03, 0.7, 3, 9.99, 10, 11.5, 40, 1e3, 31_234.5, 1e6, 3.3e7, 9.99e8, 1e9];

test.each(means)('mean %d: mean, variance, skewness and distribution', (mean) => {
  const n = mean < 0.1 ? 400_000 : 60_000;
  const values = deviates(mean, n);
  const average = values.reduce((sum, x) => sum + x, 0) / n;
  const central = (power: number) => values.reduce((sum, x) => sum + (x - average) ** power, 0) / n;
  expect(values.every((x) => Number.isInteger(x) && x >= 0)).toBe(true);
  expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(mean / n));
  expect(Math.abs(central(2) / mean - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 1 / mean) / n));
  if (mean >= 0.5) {
    const skewness = central(3) / central(2) ** 1.5;
    const spread = Math.sqrt((6 + 40 / mean + 20 / mean ** 2) / n);
    expect(Math.abs(skewness - 1 / Math.sqrt(mean))).toBeLessThan(4.5 * spread);
  }
  expect(reducedChiSquare(values, mean)).toBeLessThan(2.5);
});

test('zero, negative and NaN means give 0, and an infinite mean infinity, without a draw', () => {
  const none = () => {
    throw new Error('drew a number');
  };
  for (const mean of [0, -0, -5, Number.NaN]) expect(poissonDraw(mean, none)).toBe(0);
  expect(poissonDraw(Number.POSITIVE_INFINITY, none)).toBe(Number.POSITIVE_INFINITY);
});

test('the search ends for uniform deviates next to 0 and 1', () => {
  expect(poissonDraw(5, () => 2 ** -53)).toBe(0);
  expect(poissonDraw(9.999, () => 1 - 2 ** -53)).toBeLessThan(400);
});
