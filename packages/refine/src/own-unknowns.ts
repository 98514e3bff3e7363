import { cholesky, eigensystem, type SquareMatrix, solveCholesky, squareMatrix } from './linear-algebra';
import type { ReducedEquations } from './normal-equations';
import { hasPart, UNDETERMINED, unitDiagonal } from './undetermined';
import { MAX_EIGEN } from './weak-subspace';

/** The equations of a shot after the elimination of the unknowns that are its own. */
export interface EliminatedShot {
  /** Places in the shot of its own unknowns, and of those that it shares. */
  readonly own: readonly number[];
  readonly common: readonly number[];
  /** Inverse of the information of its own unknowns, in the space that it determines. */
  readonly inverse: SquareMatrix;
  /** The inverse of the own information times the information that own and shared unknowns have in common, [own, common]. */
  readonly coupling: Float64Array;
  /** What is left for the shared unknowns. */
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  /** Whether each of its own unknowns is determined where the shared ones are known. */
  readonly determined: readonly boolean[];
}

/**
 * Eliminates the own unknowns of a shot: A = H_LL, K = H_LS, and what is left is H_SS - K'A⁻¹K and g_S - K'A⁻¹g_L.
 *
 * @param undamped equations at lambda = 0, by which combinations that are not determined are known
 */
export function eliminateOwn(
  undamped: ReducedEquations,
  damped: ReducedEquations,
  own: readonly number[],
  common: readonly number[],
): EliminatedShot {
  const { size, values } = damped.information;
  const { inverse, determined } = inverseWithin(part(undamped.information, own), part(damped.information, own));
  const [n, m] = [own.length, common.length];
  const coupling = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const factor = inverse.values[i * n + j] as number;
      const row = (own[j] as number) * size;
      for (let g = 0; g < m; g++) {
        coupling[i * m + g] =
          (coupling[i * m + g] as number) + factor * (values[row + (common[g] as number)] as number);
      }
    }
  }
  const information = part(damped.information, common);
  const score = Float64Array.from(common, (place) => damped.score[place] as number);
  for (let i = 0; i < n; i++) {
    const row = (own[i] as number) * size;
    const drawn = damped.score[own[i] as number] as number;
    for (let g = 0; g < m; g++) {
      const factor = coupling[i * m + g] as number;
      score[g] = (score[g] as number) - factor * drawn;
      for (let k = 0; k < m; k++) {
        const at = g * m + k;
        information.values[at] =
          (information.values[at] as number) - factor * (values[row + (common[k] as number)] as number);
      }
    }
  }
  return { own, common, inverse, coupling, information, score, determined };
}

/** Returns the change of the own unknowns of a shot that belongs to one of the shared unknowns. */
export function ownChange(
  { own, common, inverse, coupling }: EliminatedShot,
  score: Float64Array,
  shared: ArrayLike<number>,
): Float64Array {
  const [n, m] = [own.length, common.length];
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (inverse.values[i * n + j] as number) * (score[own[j] as number] as number);
    for (let g = 0; g < m; g++) sum -= (coupling[i * m + g] as number) * (shared[g] as number);
    return sum;
  });
}

/** Returns the part of a matrix that belongs to some places. */
function part({ size, values }: SquareMatrix, places: readonly number[]): SquareMatrix {
  const result = squareMatrix(places.length);
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      result.values[i * places.length + j] = values[row * size + column] as number;
    }
  }
  return result;
}

/** Returns the inverse of a damped matrix in the space that the undamped one determines. */
function inverseWithin(undamped: SquareMatrix, damped: SquareMatrix) {
  const { size } = damped;
  const { matrix, scale } = unitDiagonal(undamped);
  const determined = Array.from(scale, (value) => value > 0);
  const inverse = squareMatrix(size);
  const kept: Float64Array[] = [];
  if (size > MAX_EIGEN) {
    for (let i = 0; i < size; i++)
      kept.push(Float64Array.from({ length: size }, (_, k) => (k === i ? (scale[i] as number) : 0)));
  } else {
    const { values, vectors } = eigensystem(matrix);
    for (const [k, vector] of vectors.entries()) {
      if ((values[k] as number) >= UNDETERMINED) kept.push(vector.map((value, i) => value * (scale[i] as number)));
      else
        vector.forEach((value, i) => {
          if (hasPart(value)) determined[i] = false;
        });
    }
  }
  const images = kept.map((v) =>
    Float64Array.from({ length: size }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += (damped.values[i * size + j] as number) * (v[j] as number);
      return sum;
    }),
  );
  const inner = squareMatrix(kept.length);
  for (const [k, v] of kept.entries()) {
    for (const [l, image] of images.entries()) {
      inner.values[k * kept.length + l] = v.reduce((sum, value, i) => sum + value * (image[i] as number), 0);
    }
  }
  const triangle = cholesky(inner);
  if (!triangle) return { inverse, determined: determined.map(() => false) };
  for (let j = 0; j < size; j++) {
    const along = solveCholesky(
      triangle,
      Float64Array.from(kept, (v) => v[j] as number),
    );
    for (let i = 0; i < size; i++) {
      inverse.values[i * size + j] = kept.reduce((sum, v, k) => sum + (v[i] as number) * (along[k] as number), 0);
    }
  }
  return { inverse, determined };
}
