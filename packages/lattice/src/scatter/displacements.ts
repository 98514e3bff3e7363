import type { Vec3 } from '@braggsim/core';
import type { DiffuseScattering } from '@braggsim/core/derived';
import { type Calculator, calculator, numbers, type Triple } from '@braggsim/formula';
import { radiusSquared } from '../shapes/form';

/** Nine numbers of a matrix, row by row, or fewer of another list. */
type Numbers<T> = readonly (T | number)[];
/** Coefficients of a quadratic form of indices, in the order of `radiusSquared`. */
type Form<T> = readonly [T | number, T | number, T | number, T | number, T | number, T | number];

const at = <T>(values: Numbers<T>, i: number): T | number => values[i] as T | number;

/** Returns the element of the matrix A R at a place that begins with a row of A, in a column of R. */
const productAt = <T>(m: Calculator<T>, a: Numbers<T>, row: number, r: Numbers<T>, column: number): T =>
  m.sum(
    m.product(at(a, row), at(r, column)),
    m.product(at(a, row + 1), at(r, column + 3)),
    m.product(at(a, row + 2), at(r, column + 6)),
  );

/** Returns the matrix A R of a matrix from indices to axes and a rotation of indices. */
export function turned<T>(m: Calculator<T>, a: Numbers<T>, r: Numbers<T>): T[] {
  const product: T[] = [];
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) product.push(productAt(m, a, row, r, column));
  }
  return product;
}

/** Returns the sum over the axes of a weight times the elements of two columns of a matrix. */
const columnProduct = <T>(m: Calculator<T>, weights: Numbers<T>, a: Numbers<T>, i: number, j: number): T =>
  m.sum(
    m.product(at(weights, 0), at(a, i), at(a, j)),
    m.product(at(weights, 1), at(a, 3 + i), at(a, 3 + j)),
    m.product(at(weights, 2), at(a, 6 + i), at(a, 6 + j)),
  );

/**
 * Returns the form of indices h that gives sum_i w_i (A h)_i^2, with A a matrix from indices to axes and w a weight for each axis.
 */
const axesForm = <T>(m: Calculator<T>, weights: Numbers<T>, a: Numbers<T>) =>
  [
    columnProduct(m, weights, a, 0, 0),
    columnProduct(m, weights, a, 1, 1),
    columnProduct(m, weights, a, 2, 2),
    m.product(2, columnProduct(m, weights, a, 0, 1)),
    m.product(2, columnProduct(m, weights, a, 0, 2)),
    m.product(2, columnProduct(m, weights, a, 1, 2)),
  ] as const;

/** Computes the value of a quadratic form at fractional indices. */
export const formAt = <T>(m: Calculator<T>, indices: Triple<T>, form: Form<T>): T => radiusSquared(m, indices, form);

const plain = calculator(numbers());
const FOUR_PI_SQUARED = 4 * Math.PI ** 2;

/**
 * Constants that give a form of indices by `formOf`: (2 pi)^2 times the squares of lengths along the principal axes. Without
 * rotations they are its six coefficients, and no matrix is needed.
 */
export function weightsOf({ toAxes, rotations }: DiffuseScattering, lengths: Vec3): readonly number[] {
  const weights = lengths.map((x) => FOUR_PI_SQUARED * x * x);
  return rotations ? weights : axesForm(plain, weights, toAxes);
}

/** Returns the matrix that turned forms are made with, 1/A; empty without rotations. */
export const matrixOf = ({ toAxes, rotations }: DiffuseScattering): readonly number[] => (rotations ? toAxes : []);

/** Returns the form of some weights of `weightsOf`, on the axes of a turned matrix where there are rotations. */
export const formOf = <T>(m: Calculator<T>, weights: Numbers<T>, matrix?: Numbers<T>): Form<T> =>
  matrix ? axesForm(m, weights, matrix) : (weights as unknown as Form<T>);

/** Inputs of the indices of a sample: h = h0 + dh. */
export const INDICES = ['dh', 'dk', 'dl', 'h0', 'k0', 'l0'] as const;

/** Returns the indices of a sample, or of the node nearest to it. */
export function indicesOf<T>(m: Calculator<T>, x: Record<(typeof INDICES)[number], T>, ofNearest: boolean): Triple<T> {
  if (ofNearest) return [m.narrow(x.h0), m.narrow(x.k0), m.narrow(x.l0)];
  return [m.narrow(m.sum(x.h0, x.dh)), m.narrow(m.sum(x.k0, x.dk)), m.narrow(m.sum(x.l0, x.dl))];
}
