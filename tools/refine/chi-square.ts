import type { RefinedShot } from '@braggsim/refine';

/** Computes chi-square of errors for each number, with the covariance of the fit: the squared length of L⁻¹ e with C = L L'. */
export function chiSquare({ covariance: { matrix } }: RefinedShot, errors: readonly number[]): number {
  const n = errors.length;
  const lower = new Float64Array(n * n);
  const whitened: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix.values[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * n + j] as number);
    }
    let rest = errors[i] as number;
    for (let k = 0; k < i; k++) rest -= (lower[i * n + k] as number) * (whitened[k] as number);
    whitened.push(rest / (lower[i * n + i] as number));
  }
  return whitened.reduce((sum, value) => sum + value * value, 0) / n;
}
