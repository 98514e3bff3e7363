import type { Vec3 } from '@braggsim/core';
import type { DiffuseScattering } from '@braggsim/core/derived';
import { type Calculator, calculator, numbers, type Triple } from '@braggsim/formula';
import { radiusSquared } from '../shapes/form';

/** Nine numbers of a matrix, row by row, or fewer of another list. */
type Numbers<T> = readonly (T | number)[];
/** Coefficients of a quadratic form of indices, in the order of `radiusSquared`. */
type Form<T> = readonly [T | number, T | number, T | number, T | number, T | number, T | number];

const at = <T>(values: Numbers<T>, i: number): T | number => values[i] as T | number;

/** The matrix A R. */
const turned = <T>(m: Calculator<T>, a: Numbers<T>, r: Numbers<T>): T[] =>
  Array.from({ length: 9 }, (_, e) => {
    const [row, column] = [3 * Math.floor(e / 3), e % 3];
    const product = (k: number) => m.product(at(a, row + k), at(r, 3 * k + column));
    return m.sum(product(0), product(1), product(2));
  });

/**
 * The form of indices h that gives sum_i w_i (A R h)_i^2, with A a matrix from indices to axes, w a weight for each axis,
 * and R a rotation of indices where there is one.
 */
function axesForm<T>(m: Calculator<T>, a: Numbers<T>, weights: Numbers<T>, rotation?: Numbers<T>) {
  const matrix: Numbers<T> = rotation ? turned(m, a, rotation) : a;
  const entry = (i: number, j: number) => {
    const part = (axis: number) => m.product(at(weights, axis), at(matrix, 3 * axis + i), at(matrix, 3 * axis + j));
    return m.sum(part(0), part(1), part(2));
  };
  const twice = (i: number, j: number) => m.product(2, entry(i, j));
  return [entry(0, 0), entry(1, 1), entry(2, 2), twice(0, 1), twice(0, 2), twice(1, 2)] as const;
}

/** Value of a form at indices. */
export const formAt = <T>(m: Calculator<T>, indices: Triple<T>, form: Form<T>): T => radiusSquared(m, indices, form);

const plain = calculator(numbers());
const FOUR_PI_SQUARED = 4 * Math.PI ** 2;

/**
 * Constants that give a form of indices by `formOf`: (2 pi)^2 times the squares of lengths along the principal axes. Without
 * rotations they are its six coefficients, and no matrix is needed.
 */
export function weightsOf({ toAxes, rotations }: DiffuseScattering, lengths: Vec3): readonly number[] {
  const weights = lengths.map((x) => FOUR_PI_SQUARED * x * x);
  return rotations ? weights : axesForm(plain, toAxes, weights);
}

/** The matrix that turned forms are made with, 1/A; empty without rotations. */
export const matrixOf = ({ toAxes, rotations }: DiffuseScattering): readonly number[] => (rotations ? toAxes : []);

/** The form of some weights of `weightsOf`, turned by a rotation where there is one. */
export const formOf = <T>(m: Calculator<T>, matrix: Numbers<T>, weights: Numbers<T>, rotation?: Numbers<T>): Form<T> =>
  rotation ? axesForm(m, matrix, weights, rotation) : (weights as unknown as Form<T>);

/** Inputs of the indices of a sample: h = h0 + dh. */
export const INDICES = ['dh', 'dk', 'dl', 'h0', 'k0', 'l0'] as const;

/** The indices of a sample, or of the node nearest to it. */
export function indicesOf<T>(m: Calculator<T>, x: Record<(typeof INDICES)[number], T>, ofNearest: boolean): Triple<T> {
  if (ofNearest) return [m.narrow(x.h0), m.narrow(x.k0), m.narrow(x.l0)];
  return [m.narrow(m.sum(x.h0, x.dh)), m.narrow(m.sum(x.k0, x.dk)), m.narrow(m.sum(x.l0, x.dl))];
}
