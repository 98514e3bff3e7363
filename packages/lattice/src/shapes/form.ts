import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import type { Calculator, Triple } from '@braggsim/formula';

/** Coefficients of a quadratic form in (dh, dk, dl): of dh^2, dk^2, dl^2, dh dk, dh dl, dk dl. */
export type QuadraticForm = readonly [number, number, number, number, number, number];

/** Each number of F as the algebra sees it. */
type Lifted<F extends readonly number[], T> = { readonly [I in keyof F]: T | number };

/**
 * Returns `factor` times the squared length (1/A^2) of dh a* + dk b* + dl c*. The reciprocal vectors are those before any
 * rotation: only a length matters, so neither spindle nor mosaic do.
 */
export const reciprocalForm = ({ aStar, bStar, cStar }: Crystal, factor: number): QuadraticForm =>
  vector.squaredLengthForm([aStar, bStar, cStar], factor);

/** Returns `factor` times (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2, as coefficients of the three squares. */
export const indexForm = ({ cells }: Crystal, factor: number): Vec3 => [
  factor * cells[0] ** 2,
  factor * cells[1] ** 2,
  factor * cells[2] ** 2,
];

/** Returns `factor` times dh^T W dh of a symmetric matrix W. */
export const matrixForm = (w: Mat3, factor: number): QuadraticForm => [
  factor * w[0],
  factor * w[4],
  factor * w[8],
  2 * factor * w[1],
  2 * factor * w[2],
  2 * factor * w[5],
];

/** Returns a form of squares alone, written in full. */
export const fullForm = ([aa, bb, cc]: Vec3): QuadraticForm => [aa, bb, cc, 0, 0, 0];

export function radiusSquared<T>(m: Calculator<T>, [a, b, c]: Triple<T>, form: Lifted<QuadraticForm, T>): T {
  const [aa, bb, cc, ab, ac, bc] = form;
  return m.sum(
    m.product(a, m.sum(m.product(aa, a), m.product(ab, b), m.product(ac, c))),
    m.product(b, m.sum(m.product(bb, b), m.product(bc, c))),
    m.product(cc, c, c),
  );
}

/** Evaluates a quadratic form that has squares alone. */
export const diagonalRadiusSquared = <T>(m: Calculator<T>, [a, b, c]: Triple<T>, form: Lifted<Vec3, T>): T =>
  m.dot(form, [m.square(a), m.square(b), m.square(c)]);

/** Returns the volume of the ellipsoid form = 1 over that of the unit sphere. */
export function ellipsoidVolume([aa, bb, cc, ab, ac, bc]: QuadraticForm): number {
  const [u, v, w] = [ab / 2, ac / 2, bc / 2];
  return 1 / Math.sqrt(aa * (bb * cc - w * w) - u * (u * cc - v * w) + v * (u * w - v * bb));
}

/** Returns the largest dh^2, dk^2 and dl^2 on the ellipsoid form = 1: the diagonal of the inverse of its matrix. */
export function extentsSquared([aa, bb, cc, ab, ac, bc]: QuadraticForm): Vec3 {
  const [u, v, w] = [ab / 2, ac / 2, bc / 2];
  const minors: Vec3 = [bb * cc - w * w, aa * cc - v * v, aa * bb - u * u];
  const determinant = aa * minors[0] - u * (u * cc - v * w) - v * (v * bb - u * w);
  const extent = (minor: number) => (determinant > 0 ? minor / determinant : Number.POSITIVE_INFINITY);
  return [extent(minors[0]), extent(minors[1]), extent(minors[2])];
}

/** Returns the half extents of the ellipsoid form = `level`. */
export const halfExtents = (form: readonly number[], level: number): Vec3 =>
  extentsSquared(form as unknown as QuadraticForm).map((extent) => Math.sqrt(level * extent)) as unknown as Vec3;

/** Returns the half extents of the ellipsoid form = `level`, as far as they lie within the reduced indices. */
export function ellipsoidReach(form: QuadraticForm, level: number): Triple<number> {
  const [a, b, c] = extentsSquared(form);
  const half = (extent: number) => Math.min(0.5, Math.sqrt(level * extent));
  return [half(a), half(b), half(c)];
}
