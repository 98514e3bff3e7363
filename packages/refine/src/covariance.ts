import { eigensystem, type SquareMatrix, squareMatrix } from './linear-algebra';
import { hasPart, UNDETERMINED, unitDiagonal } from './undetermined';
import { inverseBeside, MAX_EIGEN, smallestEigenpairs } from './weak-subspace';

/** Covariance of unknowns, and which of them have none because the data do not determine them. */
export interface Covariance {
  readonly matrix: SquareMatrix;
  readonly determined: readonly boolean[];
}

/**
 * Returns the inverse of the reduced information matrix, in the space of what it determines.
 *
 * @param by what is scaled to one in place of the diagonal, where determination is judged
 */
export function covarianceOf(information: SquareMatrix, by?: ArrayLike<number>): Covariance {
  const { size } = information;
  const { matrix, scale } = unitDiagonal(information, by);
  if (size > MAX_EIGEN) return largeCovariance(matrix, scale);
  const { values, vectors } = eigensystem(matrix);
  const inverse = squareMatrix(size);
  const determined = Array.from({ length: size }, (_, i) => (scale[i] as number) > 0);
  for (const [k, vector] of vectors.entries()) {
    const eigenvalue = values[k] as number;
    if (eigenvalue < UNDETERMINED) {
      for (let i = 0; i < size; i++) if (hasPart(vector[i] as number)) determined[i] = false;
      continue;
    }
    for (let i = 0; i < size; i++) {
      const part = ((vector[i] as number) * (scale[i] as number)) / eigenvalue;
      for (let j = 0; j < size; j++) {
        const at = i * size + j;
        inverse.values[at] = (inverse.values[at] as number) + part * (vector[j] as number) * (scale[j] as number);
      }
    }
  }
  return { matrix: inverse, determined };
}

/** Returns the covariance of many unknowns, for which only the few smallest eigenvalues of the information are computed. */
function largeCovariance(matrix: SquareMatrix, scale: Float64Array): Covariance {
  const { size } = matrix;
  const weak = smallestEigenpairs(matrix, UNDETERMINED);
  const inverse = inverseBeside(matrix, weak);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse.values[i * size + j] =
        (inverse.values[i * size + j] as number) * (scale[i] as number) * (scale[j] as number);
    }
  }
  const determined = Array.from(
    scale,
    (value, i) => value > 0 && weak.every(({ vector }) => !hasPart(vector[i] as number)),
  );
  return { matrix: inverse, determined };
}

/** Returns the standard deviations of unknowns; NaN where the data determine none. */
export const standardDeviations = ({ matrix, determined }: Covariance): Float64Array =>
  Float64Array.from(determined, (known, i) =>
    known ? Math.sqrt(matrix.values[i * matrix.size + i] as number) : Number.NaN,
  );
