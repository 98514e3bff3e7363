import { type FixedPlan, orientationCount, type ShotPlan } from '@braggsim/core/kernel';
import { cutoffLevel } from '../shape-reach';

/** Coefficients of a quadratic form in (dh, dk, dl): of dh^2, dk^2, dl^2, dh dk, dh dl, dk dl. */
type QuadraticForm = readonly number[];

/** Numbers of an orientation: its reciprocal vectors a*, b*, c* (1/m). */
export const ORIENTATION_NUMBERS = 9;

/**
 * Inverts the upper triangular root of the matrix of a form over its level: the rows of the inverse from their diagonals on, which
 * take the unit sphere to the ellipsoid; undefined where there is none.
 */
function inverseRoot(form: QuadraticForm, level: number): readonly number[] | undefined {
  const halves = form.map((x, i) => (i < 3 ? x : x / 2) / level);
  const [aa, bb, cc, ab, ac, bc] = halves as [number, number, number, number, number, number];
  const l11 = Math.sqrt(aa);
  const [l21, l31] = [ab / l11, ac / l11];
  const l22 = Math.sqrt(bb - l21 * l21);
  const l32 = (bc - l31 * l21) / l22;
  const l33 = Math.sqrt(cc - l31 * l31 - l32 * l32);
  if (![l11, l22, l33].every((x) => x > 0 && Number.isFinite(x))) return undefined;
  const corner = (l21 * l32 - l31 * l22) / (l11 * l22 * l33);
  return [1 / l11, -l21 / (l11 * l22), corner, 1 / l22, -l32 / (l22 * l33), 1 / l33];
}

/** Puts the inverse of the matrix with the vectors of an orientation as rows into an array, column by column. */
function invert(vectors: Float64Array, at: number, into: Float64Array): void {
  const [a0, a1, a2, b0, b1, b2, c0, c1, c2] = vectors.subarray(at, at + 9) as unknown as Nine;
  const x = b1 * c2 - b2 * c1;
  const y = b2 * c0 - b0 * c2;
  const z = b0 * c1 - b1 * c0;
  const perVolume = 1 / (a0 * x + a1 * y + a2 * z);
  into[at] = x * perVolume;
  into[at + 1] = y * perVolume;
  into[at + 2] = z * perVolume;
  into[at + 3] = (c1 * a2 - c2 * a1) * perVolume;
  into[at + 4] = (c2 * a0 - c0 * a2) * perVolume;
  into[at + 5] = (c0 * a1 - c1 * a0) * perVolume;
  into[at + 6] = (a1 * b2 - a2 * b1) * perVolume;
  into[at + 7] = (a2 * b0 - a0 * b2) * perVolume;
  into[at + 8] = (a0 * b1 - a1 * b0) * perVolume;
}

/** The components of three vectors. */
export type Nine = readonly [number, number, number, number, number, number, number, number, number];

/** The orientations of a shot with the extents of their spots, in reciprocal space. */
export interface SpotExtents {
  /** Reciprocal vectors of each orientation (1/m), [orientation, ORIENTATION_NUMBERS]. */
  readonly numbers: Float64Array;
  /** Radius of a sphere that holds a spot of each orientation, 1/m. */
  readonly extents: Float64Array;
  /** Bound of the longest over the shortest half axis of a spot, of the orientation where it is largest. */
  readonly elongation: number;
}

/**
 * Bounds the spots of a shot, outside of which they are below the cutoff of the plan.
 *
 * @param form of the exponent of a spot in the reduced indices
 * @param widening radius by which spots are enlarged, over their own
 * @returns undefined where the form is no ellipsoid
 */
export function spotExtents(
  form: QuadraticForm,
  fixed: Pick<FixedPlan, 'spotCutoff'>,
  shot: ShotPlan,
  widening: number,
): SpotExtents | undefined {
  const inverse = inverseRoot(form, cutoffLevel(fixed));
  if (!inverse) return undefined;
  const [u11, u12, u13, u22, u23, u33] = inverse as [number, number, number, number, number, number];
  const count = orientationCount(shot);
  const numbers = new Float64Array(count * ORIENTATION_NUMBERS);
  const extents = new Float64Array(count);
  let elongation = 1;
  for (let o = 0; o < count; o++) {
    const at = o * ORIENTATION_NUMBERS;
    invert(shot.orientations, at, numbers);
    const [a0, a1, a2, b0, b1, b2, c0, c1, c2] = numbers.subarray(at, at + ORIENTATION_NUMBERS) as unknown as Nine;
    // The vectors that take the unit sphere to the spot, and the products of them: squared half axes are within the sums of their rows.
    const [x0, x1, x2] = [u11 * a0, u11 * a1, u11 * a2];
    const [y0, y1, y2] = [u12 * a0 + u22 * b0, u12 * a1 + u22 * b1, u12 * a2 + u22 * b2];
    const z0 = u13 * a0 + u23 * b0 + u33 * c0;
    const z1 = u13 * a1 + u23 * b1 + u33 * c1;
    const z2 = u13 * a2 + u23 * b2 + u33 * c2;
    const [xx, yy, zz] = [x0 * x0 + x1 * x1 + x2 * x2, y0 * y0 + y1 * y1 + y2 * y2, z0 * z0 + z1 * z1 + z2 * z2];
    const xy = Math.abs(x0 * y0 + x1 * y1 + x2 * y2);
    const xz = Math.abs(x0 * z0 + x1 * z1 + x2 * z2);
    const yz = Math.abs(y0 * z0 + y1 * z1 + y2 * z2);
    const most = Math.max(xx + xy + xz, yy + xy + yz, zz + xz + yz);
    const least = Math.min(xx - xy - xz, yy - xy - yz, zz - xz - yz);
    extents[o] = (1 + widening) * Math.sqrt(most);
    elongation = Math.max(elongation, least > 0 ? Math.sqrt(most / least) : Number.POSITIVE_INFINITY);
  }
  return { numbers, extents, elongation };
}
