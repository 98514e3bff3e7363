import { expect, test } from 'vitest';
import { comparePeaks, matchPeaks } from './peak-distances';
import { findPeaks } from './peaks';

/** 5 x 4 pixels with maxima at (0,0), (3,1) and a plateau at (1..2, 4). */
const shape = [5, 4] as const;
// biome-ignore format: rows of the picture
const pixels = Float32Array.of(
  5, 1, 0, 0,
  0, 0, 1, 9,
  0, 0, 0, 1,
  0, 1, 1, 0,
  0, 7, 7, 0,
);

test('maxima of the 3 x 3 neighbourhood, brightest first; a plateau is one peak', () => {
  expect(findPeaks(pixels, shape, { percentile: 50 })).toEqual([
    { fast: 3, slow: 1, value: 9 },
    { fast: 1, slow: 4, value: 7 },
    { fast: 0, slow: 0, value: 5 },
  ]);
});

test('the number of peaks is limited, and all are above the percentile', () => {
  expect(findPeaks(pixels, shape, { percentile: 50, count: 1 })).toHaveLength(1);
  // The value at index 18 of the 20 sorted values is 7.
  expect(findPeaks(pixels, shape, { percentile: 95 })).toEqual([{ fast: 3, slow: 1, value: 9 }]);
});

test('a flat image and an image of NaN have no peaks', () => {
  expect(findPeaks(new Float32Array(20).fill(3), shape)).toEqual([]);
  expect(findPeaks(new Float32Array(20).fill(Number.NaN), shape)).toEqual([]);
});

const peak = (fast: number, slow: number, value = 1) => ({ fast, slow, value });

test('the nearest pair is matched first, and each peak at most once', () => {
  const [a, b] = [peak(0, 0), peak(4, 0)];
  const [p, q] = [peak(3, 0), peak(8, 0)];
  expect(matchPeaks([a, b], [p, q], 5)).toEqual([{ image: b, reference: p, distance: 1 }]);
  expect(matchPeaks([a, b], [p, q], 10)).toEqual([
    { image: b, reference: p, distance: 1 },
    { image: a, reference: q, distance: 8 },
  ]);
});

test('a pair whose distance equals the gate is matched', () => {
  expect(matchPeaks([peak(0, 0)], [peak(3, 4)], 5)).toHaveLength(1);
  expect(matchPeaks([peak(0, 0)], [peak(3, 4)], 4.999)).toHaveLength(0);
});

test('an image has distances of zero to itself, and no pairs with an empty image', () => {
  expect(comparePeaks(pixels, pixels, shape, { percentile: 50 })).toMatchObject({
    image: 3,
    reference: 3,
    meanDistance: 0,
    medianDistance: 0,
    largestDistance: 0,
  });
  const none = comparePeaks(pixels, new Float32Array(20), shape, { percentile: 50 });
  expect(none).toMatchObject({ image: 3, reference: 0, matched: [] });
  expect(none.meanDistance).toBeNaN();
  expect(none.largestDistance).toBeNaN();
});
