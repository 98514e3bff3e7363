import { expect, test } from 'vitest';
import { boundsWithin, clearOutside, forEachPixel, pixelCountOf, regionWithin } from './region';

const panel = { pixelsFast: 5, pixelsSlow: 4 };

test('a region is held within its panel at every edge', () => {
  expect(regionWithin([1, 3, 0, 2], panel)).toEqual([1, 3, 0, 2]);
  expect(regionWithin([-2, 5, -1, 4], panel)).toEqual([0, 4, 0, 3]);
});

test('bounds end after the last pixel, and are those of the panel without a region', () => {
  expect(boundsWithin([1, 3, 0, 2], panel)).toEqual({ fast: [1, 4], slow: [0, 3] });
  expect(boundsWithin([0, 5, 0, 4], panel)).toEqual({ fast: [0, 5], slow: [0, 4] });
  expect(boundsWithin(undefined, panel)).toEqual({ fast: [0, 5], slow: [0, 4] });
});

test.each([
  [[1, 3, 1, 2], 6],
  [[0, 9, 0, 9], 20],
  [[4, 4, 3, 3], 1],
  [[6, 8, 0, 3], 0],
] as const)('%j: every pixel once, row by row, and all others cleared', (region, count) => {
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
