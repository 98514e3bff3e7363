import { cholesky, dot, eigensystem, type SquareMatrix, solveCholesky } from './linear-algebra';
import { UNDETERMINED, unitDiagonal } from './undetermined';
import { MAX_EIGEN } from './weak-subspace';

/**
 * Returns the change of the unknowns that solves the damped equations, without any part along combinations that the undamped
 * information does not determine: these keep their values.
 *
 * @param undamped reduced information matrix at lambda = 0
 * @param damped the same with the diagonal raised
 * @param by what is scaled to one in place of the diagonal
 */
export function solveStep(
  undamped: SquareMatrix,
  damped: SquareMatrix,
  score: Float64Array,
  by?: ArrayLike<number>,
): Float64Array {
  const { size } = damped;
  if (size === 0) return new Float64Array(0);
  const { matrix, scale } = unitDiagonal(undamped, by);
  const scaledScore = score.map((value, i) => value * (scale[i] as number));
  const scaledDamped = scaledMatrix(damped, scale);
  if (size > MAX_EIGEN) {
    const triangle = cholesky(scaledDamped);
    if (triangle) return solveCholesky(triangle, scaledScore).map((value, i) => value * (scale[i] as number));
  }
  const { values, vectors } = eigensystem(matrix);
  const kept = vectors.filter((_, i) => (values[i] as number) >= UNDETERMINED);
  const right = Float64Array.from(kept, (vector) => dot(vector, scaledScore));
  const inner: SquareMatrix = {
    size: kept.length,
    values: Float64Array.from(
      kept.flatMap((u) => {
        const product = multiplied(scaledDamped, u);
        return kept.map((v) => dot(v, product));
      }),
    ),
  };
  const triangle = cholesky(inner);
  if (!triangle) return new Float64Array(size);
  const along = solveCholesky(triangle, right);
  return Float64Array.from(
    { length: size },
    (_, i) =>
      (scale[i] as number) * kept.reduce((sum, vector, k) => sum + (vector[i] as number) * (along[k] as number), 0),
  );
}

function scaledMatrix({ size, values }: SquareMatrix, scale: Float64Array): SquareMatrix {
  return {
    size,
    values: values.map((value, at) => value * (scale[Math.floor(at / size)] as number) * (scale[at % size] as number)),
  };
}

const multiplied = ({ size, values }: SquareMatrix, v: Float64Array): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (values[i * size + j] as number) * (v[j] as number);
    return sum;
  });
