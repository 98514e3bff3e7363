import { expect, test } from 'vitest';
import { describeImage, describePanels } from './describe';
import { percentilesOf, valueAtPercentile } from './percentile';

test('the values 1 to 9 have mean 5, rms sqrt(285/9) and deviation sqrt(60/9)', () => {
  const actual = describeImage([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3], { percentiles: [0, 50, 100] });
  expect(actual).toMatchObject({
    pixels: 9,
    zero: 0,
    negative: 0,
    notANumber: 0,
    overloads: 0,
    sum: 45,
    mean: 5,
    rms: Math.sqrt(285 / 9),
    deviation: Math.sqrt(60 / 9),
    min: 1,
    max: 9,
    maxAt: { fast: 2, slow: 2 },
  });
  expect(actual.percentiles).toEqual([
    { percentile: 0, value: 1 },
    { percentile: 50, value: 5 },
    { percentile: 100, value: 9 },
  ]);
});

test('zeros, negatives, NaN and overloads are counted; NaN is otherwise ignored', () => {
  const actual = describeImage([0, -1, Number.NaN, 65535, 65535, 0], [2, 3], { overload: 65535 });
  expect(actual).toMatchObject({ zero: 2, negative: 1, notANumber: 1, overloads: 2, mean: 131069 / 5, min: -1 });
  expect(actual.maxAt).toEqual({ panel: 0, fast: 0, slow: 1 });
});

test('a small deviation from a large mean keeps its digits', () => {
  const pixels = Float64Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 2 ? 1e-3 : -1e-3));
  expect(describeImage(pixels, [10, 100]).deviation).toBeCloseTo(1e-3, 8);
});

test('an image without numbers', () => {
  const actual = describeImage([Number.NaN], [1, 1]);
  expect(actual).toMatchObject({ notANumber: 1, sum: 0, maxAt: { panel: -1, fast: -1, slow: -1 } });
  expect([actual.mean, actual.min, actual.max, actual.percentiles[0]?.value]).toEqual(Array(4).fill(Number.NaN));
});

test('a percentile is the nearest of the sorted finite values', () => {
  expect(percentilesOf([30, 10, Number.POSITIVE_INFINITY, 20, Number.NaN], [0, 24, 26, 100])).toEqual([10, 10, 20, 30]);
  expect(valueAtPercentile([], 50)).toBeNaN();
});

test('several panels: counts and moments of all pixels, and the panel of the brightest pixel', () => {
  const panels = [
    { pixels: Uint16Array.of(1, 2, 3, 4), shape: [2, 2] },
    { pixels: Float32Array.of(5, 9, 7, 8, 6), shape: [1, 5] },
  ] as const;
  const { maxAt, ...whole } = describeImage([1, 2, 3, 4, 5, 9, 7, 8, 6], [3, 3]);
  expect(describePanels(panels)).toEqual({ ...whole, maxAt: { panel: 1, fast: 1, slow: 0 } });
  expect(maxAt).toEqual({ panel: 0, fast: 2, slow: 1 });
  expect(() => describePanels([{ pixels: [1, 2], shape: [1, 3] }])).toThrow(RangeError);
});
