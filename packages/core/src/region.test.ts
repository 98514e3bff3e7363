import { expect, test } from 'vitest';
import { boundsOf, boundsWithin, clearOutside, forEachPixel, pixelCountOf } from './region';

const panel = { pixelsFast: 5, pixelsSlow: 4 };

test('inclusive limits become bounds that end after the last pixel', () => {
  expect(boundsOf([1, 3, 0, 2])).toEqual({ fast: [1, 4], slow: [0, 3] });
  expect(boundsOf([2, 2, 3, 3])).toEqual({ fast: [2, 3], slow: [3, 4] });
});

test('a region is limited to its panel at every edge; the whole panel without a region', () => {
  expect(boundsWithin({ fast: [1, 4], slow: [0, 3] }, panel)).toEqual({ fast: [1, 4], slow: [0, 3] });
  expect(boundsWithin({ fast: [-2, 6], slow: [-1, 5] }, panel)).toEqual({ fast: [0, 5], slow: [0, 4] });
  expect(boundsWithin(undefined, panel)).toEqual({ fast: [0, 5], slow: [0, 4] });
});

test.each([
  [[1, 3, 1, 2], 6],
  [[0, 9, 0, 9], 20],
  [[4, 4, 3, 3], 1],
  [[6, 8, 0, 3], 0],
] as const)('%j: every pixel once, row by row, and all others cleared', (limits, count) => {
  const region = boundsOf(limits);
  const seen: number[] = [];
  forEachPixel(region, panel, (fast, slow, index) => {
    expect(index).toBe(slow * 5 + fast);
    seen.push(index);
  });
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  expect(seen).toHaveLength(count);
  expect(pixelCountOf(region, panel)).toBe(count);
  const values = new Float64Array(20).fill(7);
  clearOutside(values, region, panel);
  expect([...values.keys()].filter((i) => values[i] === 7)).toEqual(seen);
  expect(values.filter((x) => x === 0)).toHaveLength(20 - count);
});
