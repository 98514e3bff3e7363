import { calculator, numbers } from '@braggsim/formula';
import { expect, test } from 'vitest';
import { ellipsoidVolume, extentsSquared, matrixForm, type QuadraticForm, radiusSquared } from './form';
import { gaussianHalfway, gaussianReach, gaussianSlope } from './gaussian';

const m = calculator(numbers());

test('the form of a matrix is its product with a vector on both sides, times the factor', () => {
  const [a, b, c] = [0.3, -0.2, 0.7];
  const byRows = a * (2 * a + 3 * b + 5 * c) + b * (3 * a + 11 * b + 7 * c) + c * (5 * a + 7 * b + 13 * c);
  expect(radiusSquared(m, [a, b, c], matrixForm([2, 3, 5, 3, 11, 7, 5, 7, 13], 3))).toBeCloseTo(3 * byRows, 13);
});

test('volume and extents of an ellipsoid are those of the inverse', () => {
  // |A d|^2 with A of the rows (2 1 3), (0 4 1), (0 0 5), whose inverse has the rows (1/2 -1/8 -11/40), (0 1/4 -1/20), (0 0 1/5).
  const form: QuadraticForm = [4, 17, 35, 4, 12, 14];
  expect(ellipsoidVolume(form)).toBeCloseTo(1 / 40, 15);
  [1 / 4 + 1 / 64 + (11 / 40) ** 2, 1 / 16 + 1 / 400, 1 / 25].forEach((extent, axis) => {
    expect(extentsSquared(form)[axis]).toBeCloseTo(extent, 14);
  });
  // Mirrored in one axis it has the same.
  const mirrored: QuadraticForm = [4, 17, 35, -4, -12, 14];
  expect(ellipsoidVolume(mirrored)).toBeCloseTo(1 / 40, 15);
  expect(extentsSquared(mirrored)).toEqual(extentsSquared(form));
});

test('a Gaussian spot reaches to where it has its cutoff, within the cell', () => {
  const reach = gaussianReach([100, 400, 1, 0, 0, 0], Math.exp(-4));
  expect(reach.map((half) => Number(half.toFixed(14)))).toEqual([0.2, 0.1, 0.5]);
  expect(gaussianHalfway([8, 12, 40, 0, 0, 0])).toBeCloseTo(Math.exp(-2), 15);
});

test.each([
  [0, [1, 1e4, 1e4, 1, 1, 0]],
  [1, [1e4, 1, 1e4, 1, 0, 1]],
  [2, [1e4, 1e4, 1, 0, 1, 1]],
] as const)('a spot that is wide along axis %d jumps where the cell is skew', (axis, form) => {
  expect(gaussianSlope([...form])).toBe(Number.POSITIVE_INFINITY);
  const straight = [form[0], form[1], form[2], 0, 0, 0] as const;
  expect(gaussianSlope(straight)).toBeCloseTo(Math.sqrt(2e4 / Math.E), 10);
  const narrow = form.map((x, i) => (i === axis ? 1e4 : x)) as unknown as QuadraticForm;
  expect(gaussianSlope(narrow)).toBeCloseTo(Math.sqrt(2e4 / Math.E), 10);
});
