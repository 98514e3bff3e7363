import { type Covariance, covarianceOf } from './covariance';
import { dot, type SquareMatrix, squareMatrix } from './linear-algebra';
import { solveStep } from './solve-step';
import { MAX_EIGEN } from './weak-subspace';

/** A part of a matrix of shared unknowns: that of one shot, or of one restraint. */
export interface Block {
  readonly places: readonly number[];
  readonly matrix: SquareMatrix;
}

/** Equations of shared unknowns after the elimination of all others, as a sum of parts. */
export interface SharedSystem {
  readonly size: number;
  readonly blocks: readonly Block[];
  /** Diagonal of the information before the elimination, by which directions are scaled. */
  readonly diagonal: Float64Array;
}

/** Largest number of shared unknowns of which the covariance is a matrix. */
export const MAX_DENSE = 2000;

/** Accuracy and number of steps of conjugate gradients. */
const ACCURACY = 1e-10;
const MAX_STEPS = 500;

/** Returns the matrix of a system. */
export function denseMatrix({ size, blocks }: SharedSystem): SquareMatrix {
  const sum = squareMatrix(size);
  for (const { places, matrix } of blocks) {
    for (const [i, row] of places.entries()) {
      for (const [j, column] of places.entries()) {
        const at = row * size + column;
        sum.values[at] = (sum.values[at] as number) + (matrix.values[i * matrix.size + j] as number);
      }
    }
  }
  return sum;
}

/** Returns the diagonal of the matrix of a system. */
export function diagonalOf({ size, blocks }: SharedSystem): Float64Array {
  const sum = new Float64Array(size);
  for (const { places, matrix } of blocks) {
    for (const [i, place] of places.entries()) {
      sum[place] = (sum[place] as number) + (matrix.values[i * (matrix.size + 1)] as number);
    }
  }
  return sum;
}

function product({ size, blocks }: SharedSystem, v: Float64Array): Float64Array {
  const sum = new Float64Array(size);
  for (const { places, matrix } of blocks) {
    for (const [i, row] of places.entries()) {
      let part = 0;
      for (const [j, column] of places.entries()) {
        part += (matrix.values[i * matrix.size + j] as number) * (v[column] as number);
      }
      sum[row] = (sum[row] as number) + part;
    }
  }
  return sum;
}

/** Solves a system without forming its matrix: conjugate gradients, preconditioned by its diagonal. */
export function conjugateGradients(system: SharedSystem, right: Float64Array): Float64Array {
  const inverse = diagonalOf(system).map((value) => (value > 0 ? 1 / value : 0));
  const x = new Float64Array(system.size);
  let rest = right.map((value, i) => ((inverse[i] as number) > 0 ? value : 0));
  let z = rest.map((value, i) => value * (inverse[i] as number));
  let direction = z;
  let norm = dot(rest, z);
  const goal = ACCURACY ** 2 * norm;
  for (let step = 0; step < MAX_STEPS && norm > goal && norm > 0; step++) {
    const image = product(system, direction);
    const along = dot(direction, image);
    // A direction without curvature is not determined: the solution has no part of it.
    if (!(along > 0)) break;
    const length = norm / along;
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + length * (direction[i] as number);
    rest = rest.map((value, i) => value - length * (image[i] as number));
    z = rest.map((value, i) => value * (inverse[i] as number));
    const next = dot(rest, z);
    const former = direction;
    direction = z.map((value, i) => value + (next / norm) * (former[i] as number));
    norm = next;
  }
  return x;
}

/**
 * Solves the damped equations of shared unknowns. Up to 200 of them get no change along combinations that the undamped equations do not
 * determine; of more, conjugate gradients add no such part either, but for rounding, and take some tens of products where a matrix takes the
 * cube of its size.
 *
 * @param undamped the same at lambda = 0
 */
export function solveShared(undamped: SharedSystem, damped: SharedSystem, score: Float64Array): Float64Array {
  if (damped.size > MAX_EIGEN) return conjugateGradients(damped, score);
  return solveStep(denseMatrix(undamped), denseMatrix(damped), score, undamped.diagonal);
}

/** Returns the covariance of shared unknowns; of more than can be put into a matrix their variances alone, each as if the others were known. */
export function sharedCovariance(system: SharedSystem): Covariance | Float64Array {
  if (system.size > MAX_DENSE) return diagonalOf(system).map((value) => (value > 0 ? 1 / value : Number.NaN));
  return covarianceOf(denseMatrix(system), system.diagonal);
}
