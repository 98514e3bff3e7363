import { cholesky, dot, eigensystem, type SquareMatrix, solveCholesky, squareMatrix } from './linear-algebra';

/** Largest number of unknowns for which all eigenvectors of the information are computed. */
export const MAX_EIGEN = 200;

/** Number of directions that the inverse iteration searches together. */
const DIRECTIONS = 12;
const ITERATIONS = 6;
/** Least addition to the diagonal that keeps a singular matrix of unit diagonal solvable. */
const RIDGE = 1e-13;

/** Returns an orthonormal basis of the space that vectors span (modified Gram-Schmidt, twice); vectors that depend on earlier ones are dropped. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    // Twice, so that rounding of the first pass is removed.
    for (const other of [...kept, ...kept]) {
      const part = dot(rest, other);
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - part * (other[i] as number);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-12 * Math.sqrt(dot(vector, vector))) kept.push(rest.map((value) => value / length));
  }
  return kept;
}

function times({ size, values }: SquareMatrix, v: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) result[i] = dot(values.subarray(i * size, (i + 1) * size), v);
  return result;
}

/** Returns the Cholesky triangle of a matrix whose diagonal is raised until it has one. */
function raised(matrix: SquareMatrix): SquareMatrix {
  for (let ridge = RIDGE; ; ridge *= 10) {
    const values = matrix.values.slice();
    for (let i = 0; i < matrix.size; i++)
      values[i * (matrix.size + 1)] = (values[i * (matrix.size + 1)] as number) + ridge;
    const triangle = cholesky({ size: matrix.size, values });
    if (triangle) return triangle;
  }
}

/** An eigenvalue with its unit eigenvector. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * Returns the smallest eigenvalues of a large matrix of unit diagonal that lie below a limit, in ascending order: by inverse iteration of some
 * vectors together, since few directions are undetermined.
 */
export function smallestEigenpairs(matrix: SquareMatrix, limit: number): Eigenpair[] {
  const { size } = matrix;
  const triangle = raised(matrix);
  let vectors = orthonormal(
    Array.from({ length: Math.min(DIRECTIONS, size) }, (_, k) =>
      Float64Array.from({ length: size }, (_, i) => Math.cos((i + 1) * (k + 1) * Math.SQRT2) + (k === 0 ? 1 : 0)),
    ),
  );
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    vectors = orthonormal(vectors.map((vector) => solveCholesky(triangle, vector)));
  }
  const images = vectors.map((vector) => times(matrix, vector));
  const small = squareMatrix(vectors.length);
  for (const [i, vector] of vectors.entries()) {
    for (const [j, image] of images.entries()) small.values[i * vectors.length + j] = dot(vector, image);
  }
  const { values, vectors: mixed } = eigensystem(small);
  return [...values].flatMap((value, k) => {
    if (value >= limit) return [];
    const vector = new Float64Array(size);
    for (const [j, part] of (mixed[k] as Float64Array).entries()) {
      for (let i = 0; i < size; i++)
        vector[i] = (vector[i] as number) + part * ((vectors[j] as Float64Array)[i] as number);
    }
    return [{ value, vector }];
  });
}

/** Returns the inverse of a large matrix of unit diagonal in the space orthogonal to some of its eigenvectors. */
export function inverseBeside(matrix: SquareMatrix, without: readonly Eigenpair[]): SquareMatrix {
  const { size } = matrix;
  const filled = { size, values: matrix.values.slice() };
  const add = (target: SquareMatrix, factor: number): void => {
    for (const { vector } of without) {
      for (let i = 0; i < size; i++) {
        const part = factor * (vector[i] as number);
        for (let j = 0; j < size; j++) {
          target.values[i * size + j] = (target.values[i * size + j] as number) + part * (vector[j] as number);
        }
      }
    }
  };
  add(filled, 1);
  const triangle = raised(filled);
  const inverse = squareMatrix(size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit.fill(0);
    unit[j] = 1;
    inverse.values.set(solveCholesky(triangle, unit), j * size);
  }
  add(inverse, -1);
  return inverse;
}
