import { expect, test } from 'vitest';
import { cholesky, eigensystem, type SquareMatrix, solveCholesky } from './linear-algebra';

const matrix = (size: number, values: readonly number[]): SquareMatrix => ({ size, values: Float64Array.from(values) });

test('a Cholesky triangle solves its system', () => {
  const triangle = cholesky(matrix(3, [4, 2, 0.6, 2, 5, 1, 0.6, 1, 3])) as SquareMatrix;
  const x = solveCholesky(triangle, [1, 2, 3]);
  const [a = 0, b = 0, c = 0] = x;
  expect([4 * a + 2 * b + 0.6 * c, 2 * a + 5 * b + c, 0.6 * a + b + 3 * c]).toEqual(
    [1, 2, 3].map((value) => expect.closeTo(value, 12)),
  );
});

test('a matrix that is not positive definite has no triangle', () =>
  expect(cholesky(matrix(2, [1, 2, 2, 1]))).toBeUndefined());

test('eigenvalues come in ascending order with their vectors, small ones to full relative accuracy', () => {
  const tiny = 2 ** -50;
  const { values, vectors } = eigensystem(matrix(3, [1, 1 - tiny, 0, 1 - tiny, 1, 0, 0, 0, 0.5]));
  expect(Math.abs(values[0] ?? 1)).toBeLessThan(2 * tiny);
  expect(values[1]).toBeCloseTo(0.5, 14);
  expect(values[2]).toBeCloseTo(2, 14);
  const [u = 0, v = 0] = vectors[0] ?? [];
  expect(u).toBeCloseTo(-v, 12);
});
