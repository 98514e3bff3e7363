import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentilesOf, valueAtPercentile } from './percentile';

test('percentiles are the nearest of the sorted values, for any order and with equal values', () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, 1, 5));
  const percentile = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.array(percentile), (pixels, percentiles) => {
      const sorted = Float64Array.from(pixels).sort();
      const expected = percentiles.map((p) => sorted[Math.round((p / 100) * (sorted.length - 1))] as number);
      expect(percentilesOf(pixels, percentiles).map((x) => x + 0)).toEqual(expected.map((x) => x + 0));
    }),
  );
});

test('a million values in a rising and falling order are not the worst case', () => {
  const pipe = Float64Array.from({ length: 2 ** 20 }, (_, i) => Math.min(i, 2 ** 20 - i));
  expect(percentilesOf(pipe, [0, 50, 100])).toEqual([0, 2 ** 18, 2 ** 19]);
});

test('values that are not finite are ignored, and the pixels are not changed', () => {
  const pixels = [3, Number.NaN, 1, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY];
  expect(percentilesOf(pixels, [0, 50, 100])).toEqual([1, 2, 3]);
  expect(pixels[0]).toBe(3);
  expect(valueAtPercentile([Number.NaN], 50)).toBeNaN();
  expect(valueAtPercentile([], 50)).toBeNaN();
});
