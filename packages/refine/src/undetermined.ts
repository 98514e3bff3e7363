import { eigensystem, type SquareMatrix } from './linear-algebra';
import { type Eigenpair, MAX_EIGEN, smallestEigenpairs } from './weak-subspace';

/** Eigenvalue of the information matrix with unit diagonal below which a combination counts as not determined. */
export const UNDETERMINED = 1e-9;
/** Eigenvalue below which a combination is determined so badly that the user is warned. */
export const ILL_CONDITIONED = 1e-6;

/** Part of an undetermined combination, in its scaled direction, above which a number has no error of its own. */
const LARGEST_PART = 0.05;

/** Tells whether a number has such a part in an undetermined combination that it has no error of its own. */
export const hasPart = (component: number): boolean => Math.abs(component) > LARGEST_PART;

/** Directions in which the information matrix, scaled to unit diagonal, vanishes or nearly does. */
export interface WeakDirection {
  readonly eigenvalue: number;
  /** Change of each unknown, in its own unit. */
  readonly direction: Float64Array;
  /** Direction in units of the scaled matrix, of unit length. */
  readonly scaled: Float64Array;
}

/**
 * Returns the information matrix scaled to unit diagonal, and what its unknowns were divided by; 0 for one without information.
 *
 * @param by what is scaled to one in place of the diagonal
 */
export function unitDiagonal(
  { size, values }: SquareMatrix,
  by?: ArrayLike<number>,
): {
  readonly matrix: SquareMatrix;
  readonly scale: Float64Array;
} {
  const scale = Float64Array.from({ length: size }, (_, i) => {
    const diagonal = (by ? by[i] : values[i * size + i]) as number;
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
  });
  const matrix = {
    size,
    values: values.map((value, at) => value * (scale[Math.floor(at / size)] as number) * (scale[at % size] as number)),
  };
  return { matrix, scale };
}

function smallEigenpairs(matrix: SquareMatrix, limit: number): Eigenpair[] {
  if (matrix.size > MAX_EIGEN) return smallestEigenpairs(matrix, limit);
  const { values, vectors } = eigensystem(matrix);
  return [...values].map((value, i) => ({ value, vector: vectors[i] as Float64Array }));
}

/**
 * Returns the directions whose eigenvalue is below a limit, the weakest first.
 *
 * @param by what is scaled to one in place of the diagonal
 */
export function weakDirections(information: SquareMatrix, limit: number, by?: ArrayLike<number>): WeakDirection[] {
  const { matrix, scale } = unitDiagonal(information, by);
  return smallEigenpairs(matrix, limit)
    .map(({ value: eigenvalue, vector: scaled }): WeakDirection => {
      const direction = scaled.map((component, k) => component * ((scale[k] as number) || 1));
      return { eigenvalue, scaled, direction };
    })
    .filter(({ eigenvalue }) => eigenvalue < limit);
}
