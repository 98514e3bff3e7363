import { expect, test } from 'vitest';
import { covarianceOf } from './covariance';
import { eigensystem, squareMatrix } from './linear-algebra';
import { weakDirections } from './undetermined';
import { MAX_EIGEN, smallestEigenpairs } from './weak-subspace';

/** Information of amplitudes and one scale, which has twice the effect of all of them together, so that their common factor is free. */
function amplitudesAndScale(count: number) {
  const matrix = squareMatrix(count + 1);
  const at = (i: number, j: number) => i * (count + 1) + j;
  for (let i = 0; i < count; i++) {
    const information = 1 + (i % 7);
    matrix.values[at(i, i)] = 4 * information;
    matrix.values[at(i, count)] = 2 * information;
    matrix.values[at(count, i)] = 2 * information;
    matrix.values[at(count, count)] = (matrix.values[at(count, count)] as number) + information;
  }
  return matrix;
}

test('of many unknowns the undetermined direction is found, and the covariance of the others', () => {
  const count = MAX_EIGEN + 20;
  const information = amplitudesAndScale(count);
  const [weak, ...others] = weakDirections(information, 1e-6);
  expect(others).toEqual([]);
  const { direction = new Float64Array(0) } = weak ?? {};
  const scale = direction[count] as number;
  expect(Array.from(direction.subarray(0, count), (value) => value / scale)).toEqual(
    Array.from({ length: count }, () => expect.closeTo(-0.5, 9)),
  );
  // A restraint of the scale leaves the amplitudes with the variance of their own pixels and a quarter of that of the scale.
  information.values[information.values.length - 1] = (information.values.at(-1) as number) + 1e4;
  const { matrix, determined } = covarianceOf(information);
  expect(determined.every(Boolean)).toBe(true);
  for (const i of [0, 1, 6]) {
    expect(matrix.values[i * (count + 2)]).toBeCloseTo(1 / (4 * (1 + i)) + 1e-4 / 4, 12);
  }
});

test('small eigenvalues that lie together are told apart', () => {
  const size = 30;
  const matrix = squareMatrix(size);
  for (let i = 0; i < size; i++) matrix.values[i * (size + 1)] = 1;
  for (const [one, other, rest] of [
    [0, 1, 1e-7],
    [2, 3, 1e-8],
    [4, 5, 1e-12],
  ] as const) {
    matrix.values[one * size + other] = 1 - rest;
    matrix.values[other * size + one] = 1 - rest;
  }
  const found = smallestEigenpairs(matrix, 1e-6);
  expect(found.map(({ value }) => value)).toEqual([1e-12, 1e-8, 1e-7].map((value) => expect.closeTo(value, 13)));
  expect(Math.abs(found[1]?.vector[2] ?? 0)).toBeCloseTo(Math.SQRT1_2, 6);
  expect(found.map(({ value }) => value)).toEqual(
    [...eigensystem(matrix).values.subarray(0, 3)].map((value) => expect.closeTo(value, 13)),
  );
});
