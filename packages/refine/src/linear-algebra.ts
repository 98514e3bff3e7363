/** A square matrix, row by row. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

export const squareMatrix = (size: number): SquareMatrix => ({ size, values: new Float64Array(size * size) });

/** Returns the inner product of two vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/**
 * Returns the lower triangle L of a symmetric positive definite matrix, A = L L' (Cholesky).
 *
 * @returns undefined where the matrix is not positive definite to rounding
 */
export function cholesky({ size, values }: SquareMatrix): SquareMatrix | undefined {
  const lower = squareMatrix(size);
  const l = lower.values;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = values[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * size + k] as number) * (l[j * size + k] as number);
      if (i === j) {
        if (!(sum > 0)) return undefined;
        l[i * size + i] = Math.sqrt(sum);
      } else l[i * size + j] = sum / (l[j * size + j] as number);
    }
  }
  return lower;
}

/** Solves A x = b for a matrix whose Cholesky triangle is given. */
export function solveCholesky({ size, values: l }: SquareMatrix, right: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * size + i] as number);
  }
  // Along rows, which are next to each other in memory.
  for (let i = size - 1; i >= 0; i--) {
    const value = (x[i] as number) / (l[i * size + i] as number);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (l[i * size + k] as number) * value;
  }
  return x;
}

/** Eigenvalues in ascending order and their unit eigenvectors, of a symmetric matrix. */
export interface Eigensystem {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

const MAX_SWEEPS = 60;

/** Returns the eigensystem of a symmetric matrix by Jacobi rotations, which keep the relative accuracy of small eigenvalues. */
export function eigensystem({ size, values }: SquareMatrix): Eigensystem {
  const a = Float64Array.from(values);
  const v = squareMatrix(size).values;
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotated = rotate(a, v, size, p, q) || rotated;
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => (a[i * size + i] as number) - (a[j * size + j] as number),
  );
  return {
    values: Float64Array.from(order, (i) => a[i * size + i] as number),
    vectors: order.map((i) => Float64Array.from({ length: size }, (_, k) => v[k * size + i] as number)),
  };
}

/** Makes one pair of off-diagonal elements zero; false where they were so to rounding. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): boolean {
  const [app, aqq, apq] = [a[p * n + p] as number, a[q * n + q] as number, a[p * n + q] as number];
  if (Math.abs(apq) <= 1e-17 * Math.sqrt(Math.abs(app * aqq)) || apq === 0) return false;
  const theta = (aqq - app) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [akp, akq] = [a[k * n + p] as number, a[k * n + q] as number];
    a[k * n + p] = c * akp - s * akq;
    a[k * n + q] = s * akp + c * akq;
  }
  for (let k = 0; k < n; k++) {
    const [apk, aqk] = [a[p * n + k] as number, a[q * n + k] as number];
    a[p * n + k] = c * apk - s * aqk;
    a[q * n + k] = s * apk + c * aqk;
    const [vkp, vkq] = [v[k * n + p] as number, v[k * n + q] as number];
    v[k * n + p] = c * vkp - s * vkq;
    v[k * n + q] = s * vkp + c * vkq;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  return true;
}
