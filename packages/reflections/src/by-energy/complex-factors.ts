import { dataError } from '@braggsim/core';
import type { CellSix } from '../metric';
import { type Reflections, reflectionList } from '../reflections';
import type { SymmetryOperation } from '../symmetry/operation';

/** Complex structure factors in P1, both Friedel mates of each reflection among them. */
export interface ComplexFactors {
  /** Indices and amplitudes. */
  readonly reflections: Reflections;
  /** Real and imaginary parts [reflection], in electrons per cell. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Number of reflections before expansion. */
  readonly listed: number;
  /** Cell of the file; absent where it has none. */
  readonly cell?: CellSix;
}

/** Complex structure factors of some reflections, and of their Friedel mates. */
export interface ListedFactors {
  readonly h: ArrayLike<number>;
  readonly k: ArrayLike<number>;
  readonly l: ArrayLike<number>;
  readonly plusRe: ArrayLike<number>;
  readonly plusIm: ArrayLike<number>;
  /** Real parts of the structure factors of -h -k -l; the complex conjugates of those of h k l when absent. */
  readonly minusRe?: ArrayLike<number>;
  readonly minusIm?: ArrayLike<number>;
}

/** Largest number of structure factors in P1. */
const MAX_ROWS = 2 ** 26;

/**
 * Expands complex structure factors to the whole sphere: F(h R) = F(h) exp(-2 pi i h.t) for every operation x -> R x + t.
 * Mates come first, so that a mate with a row of its own takes precedence.
 *
 * @throws BraggsimError (`data`) when there is no structure factor, or too many
 */
export function expandComplex(
  listed: ListedFactors,
  operations: readonly SymmetryOperation[],
  name: string,
  cell?: CellSix,
): ComplexFactors {
  const { h, k, l, plusRe, plusIm } = listed;
  const rows = 2 * h.length * operations.length;
  if (rows > MAX_ROWS)
    throw dataError(`${name}: ${rows} structure factors in P1 are more than the ${MAX_ROWS} supported`);
  const [hs, ks, ls] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  const [re, im] = [new Float64Array(rows), new Float64Array(rows)];
  let count = 0;
  for (const sign of [-1, 1]) {
    const x = (sign < 0 ? listed.minusRe : undefined) ?? plusRe;
    const y = sign < 0 ? listed.minusIm : plusIm;
    for (let i = 0; i < h.length; i++) {
      const [a, b, c] = [h[i] as number, k[i] as number, l[i] as number];
      const real = x[i] as number;
      // Without values of their own mates are complex conjugates.
      const imaginary = y ? (y[i] as number) : -(plusIm[i] as number);
      if (Number.isNaN(real) || Number.isNaN(imaginary)) continue;
      for (const { rotation: r, translation: t } of operations) {
        const at = (j: number) => a * (r[j] as number) + b * (r[3 + j] as number) + c * (r[6 + j] as number);
        const angle = -2 * Math.PI * sign * (a * t[0] + b * t[1] + c * t[2]);
        const [cos, sin] = angle === 0 ? [1, 0] : [Math.cos(angle), Math.sin(angle)];
        hs[count] = sign * at(0);
        ks[count] = sign * at(1);
        ls[count] = sign * at(2);
        re[count] = real * cos - imaginary * sin;
        im[count] = real * sin + imaginary * cos;
        count++;
      }
    }
  }
  if (count === 0) throw dataError(`${name}: expected at least one structure factor with a phase, found none`);
  const cut = <T extends Int32Array | Float64Array>(values: T): T => values.slice(0, count) as T;
  const [reals, imaginaries] = [cut(re), cut(im)];
  return {
    reflections: reflectionList(
      cut(hs),
      cut(ks),
      cut(ls),
      reals.map((real, i) => Math.hypot(real, imaginaries[i] as number)),
    ),
    re: reals,
    im: imaginaries,
    listed: h.length,
    ...(cell && { cell }),
  };
}
