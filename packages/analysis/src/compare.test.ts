import { describe, expect, test } from 'vitest';
import { compareImages, comparePanels, differenceImage } from './compare';

const shape = [2, 3] as const;
const reference = Float32Array.of(0, 1, 2, 3, 4, 5);

test('statistics agree with a calculation by hand', () => {
  const found = compareImages(Float32Array.of(0, 1, 2, 3, 4, 8), reference, shape);
  // Means 3 and 2.5: covariance 25, sums of squares 40 and 17.5.
  expect(found.correlation).toBeCloseTo(25 / Math.sqrt(40 * 17.5), 14);
  expect(found.sum).toBe(18);
  expect(found.referenceSum).toBe(15);
  expect(found.sumRatio).toBe(1.2);
  expect(found.meanSquaredError).toBe(1.5);
  expect(found.rootMeanSquare).toBe(Math.sqrt(1.5));
  expect(found.largestOfMaximum).toBe(0.6);
  expect(found.largestRelative).toBe(0.6);
  expect(found.differing).toBe(1);
  expect(found.worst).toEqual([{ panel: 0, fast: 2, slow: 1, image: 8, reference: 5, difference: 3 }]);
});

test('the worst pixels are sorted by their difference, and NaN is the largest', () => {
  const { worst, differing } = compareImages([9, 1, Number.NaN, 2, 4, 7], reference, shape, { worst: 3 });
  expect(differing).toBe(4);
  expect(worst.map(({ fast, slow }) => [fast, slow])).toEqual([
    [2, 0],
    [0, 0],
    [2, 1],
  ]);
});

test('pixels that are NaN in both images agree', () => {
  expect(compareImages([Number.NaN, 1], [Number.NaN, 1], [1, 2]).differing).toBe(0);
});

test('zero of the worst pixels may be requested', () => {
  expect(compareImages([1, 2], [2, 1], [1, 2], { worst: 0 }).worst).toEqual([]);
});

test('the difference is image minus reference', () => {
  expect(differenceImage([1, 5], Uint16Array.of(3, 4))).toEqual(Float64Array.of(-2, 1));
});

test('images of different sizes are rejected', () => {
  expect(() => compareImages([1, 2], [1, 2], [1, 3])).toThrow(RangeError);
  expect(() => compareImages([1, 2], [1], [1, 2])).toThrow(RangeError);
  expect(() => differenceImage([1], [1, 2])).toThrow(RangeError);
});

test('an image shifted by (3, 4) pixels has all its peaks 5 pixels away', () => {
  const side = 64;
  const spots = (fast: number, slow: number) => {
    const pixels = new Float32Array(side * side);
    for (const [f, s, value] of [
      [10, 10, 90],
      [30, 12, 80],
      [20, 40, 70],
      [45, 45, 60],
    ] as const) {
      pixels[(s + slow) * side + f + fast] = value;
    }
    return pixels;
  };
  const { peaks, correlation } = compareImages(spots(3, 4), spots(0, 0), [side, side], { gate: 6 });
  expect(peaks).toMatchObject({ image: 4, reference: 4, meanDistance: 5, medianDistance: 5, largestDistance: 5 });
  expect(peaks.matched).toHaveLength(4);
  // No two spots overlap: covariance -n m^2, variance sum(v^2) - n m^2.
  const products = (300 / side ** 2) ** 2 * side ** 2;
  expect(correlation).toBeCloseTo(-products / (90 ** 2 + 80 ** 2 + 70 ** 2 + 60 ** 2 - products), 12);
});

describe('a comparison of several panels', () => {
  const panels = (...values: readonly (readonly number[])[]) =>
    values.map((pixels) => ({ pixels, shape: [1, pixels.length] as const }));

  test('statistics are those of all pixels, and the worst pixels include their panel', () => {
    const [image, whole] = [panels([0, 1, 2], [3, 4, 8]), panels([0, 1, 2], [3, 4, 5])];
    const found = comparePanels(image, whole);
    const { worst, peaks: _, ...figures } = compareImages([0, 1, 2, 3, 4, 8], reference, shape);
    expect(found).toMatchObject(figures);
    expect(found.worst).toEqual([{ panel: 1, fast: 2, slow: 0, image: 8, reference: 5, difference: 3 }]);
    expect(worst).toMatchObject([{ panel: 0, fast: 2, slow: 1 }]);
  });

  test('peaks are matched within a panel only', () => {
    const [image, other] = [panels([0, 0, 9], [0, 0, 0]), panels([0, 0, 0], [9, 0, 0])];
    const both = panels([0, 0, 9], [7, 0, 0]);
    expect(comparePanels(image, other, { percentile: 50 }).peaks).toMatchObject({
      image: 1,
      reference: 1,
      matched: [],
    });
    const { matched } = comparePanels(both, both, { percentile: 50 }).peaks;
    expect(matched.map(({ panel, image: { value }, distance }) => [panel, value, distance])).toEqual([
      [0, 9, 0],
      [1, 7, 0],
    ]);
  });

  test('images of different panels are rejected', () => {
    expect(() => comparePanels(panels([1, 2]), panels([1], [2]))).toThrow(RangeError);
  });
});
