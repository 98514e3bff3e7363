import type { Algebra, Table, Triple } from './algebra';
import { type Arithmetic, slopeOf } from './arithmetic';

/** Cubic Lagrange weights for the nodes -1, 0, 1, 2 as polynomials of the offset t in [0, 1], and their slopes. */
const WEIGHTS = [
  [0, -1 / 3, 1 / 2, -1 / 6],
  [1, -1 / 2, -1, 1 / 2],
  [0, 1, 1 / 2, -1 / 2],
  [0, -1 / 6, 0, 1 / 6],
];
const SLOPES = WEIGHTS.map(slopeOf);

/** Makes the functions that interpolate in three-dimensional tables, on numbers of any algebra. */
export function interpolation<T>(algebra: Algebra<T>, m: Arithmetic<T>) {
  const at = (polynomials: number[][], t: T) => polynomials.map((c) => m.polynomial(t, c));
  return {
    /**
     * Interpolates by tricubic Lagrange polynomials at `whole + local`, where `whole` is integer-valued and `local`
     * small. The sum is never formed, so no digits are lost at high indices.
     */
    tricubic: (table: Table, whole: Triple<T>, local: Triple<T>): T => {
      const [ci, cj, ck] = local.map((x) => algebra.floor(x)) as [T, T, T];
      const [ti, tj, tk] = [algebra.sub(local[0], ci), algebra.sub(local[1], cj), algebra.sub(local[2], ck)];
      const corner: Triple<T> = [m.sum(whole[0], ci, -1), m.sum(whole[1], cj, -1), m.sum(whole[2], ck, -1)];
      const [wi, wj, wk] = [at(WEIGHTS, ti), at(WEIGHTS, tj), at(WEIGHTS, tk)];
      const result = algebra.stencil(table, corner, [wi, wj, wk]);
      if (!algebra.keepsPartials) return result;
      return algebra.withPartials(result, local, () => [
        algebra.stencil(table, corner, [at(SLOPES, ti), wj, wk]),
        algebra.stencil(table, corner, [wi, at(SLOPES, tj), wk]),
        algebra.stencil(table, corner, [wi, wj, at(SLOPES, tk)]),
      ]);
    },
  };
}
