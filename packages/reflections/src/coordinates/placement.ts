import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Metric } from '../metric';
import type { AnisotropicU, Atom } from './model';

/** A rigid transformation x' = R x + t in Cartesian coordinates. */
export interface Placement {
  /** The rotation matrix, row by row. */
  readonly rotation: Mat3;
  /** The shift in A, or in fractions of the cell edges where the result is fractional. */
  readonly shift: Vec3;
}

/** Applies a transformation to an atom and its ellipsoid. */
export function placedAtom(atom: Atom, { rotation, shift }: Placement): Atom {
  const { position, u } = atom;
  const moved = { ...atom, position: vector.add(vector.transform(rotation, position), shift) };
  return u ? { ...moved, u: turnedEllipsoid(u, rotation) } : moved;
}

/** Turns the mean square displacements U of an anisotropic atom by a rotation R: R U R^T, in the order u11, u22, u33, u12, u13, u23. */
function turnedEllipsoid([u11, u22, u33, u12, u13, u23]: AnisotropicU, rotation: Mat3): AnisotropicU {
  const rows = vector.rows(rotation);
  const u: Mat3 = [u11, u12, u13, u12, u22, u23, u13, u23, u33];
  const at = (i: 0 | 1 | 2, j: 0 | 1 | 2) => vector.dot(rows[i], vector.transform(u, rows[j]));
  return [at(0, 0), at(1, 1), at(2, 2), at(0, 1), at(0, 2), at(1, 2)];
}

/** Tolerances for equal matrices that are rounded to the digits of a file; the shift in A. */
const TOLERANCE = { rotation: 2e-3, shift: 0.02 };

/** Tells whether a transformation leaves every atom where it is. */
export const isIdentity = ({ rotation, shift }: Placement): boolean =>
  rotation.every((x, i) => Math.abs(x - (i % 4 === 0 ? 1 : 0)) < TOLERANCE.rotation) &&
  vector.length(shift) < TOLERANCE.shift;

/** Tells whether a matrix is orthogonal, R R^T = 1. */
const isRotation = ({ rotation }: Placement): boolean =>
  isIdentity({ rotation: vector.multiply(rotation, vector.transpose(rotation)), shift: [0, 0, 0] });

/**
 * Returns the transformation from the Cartesian axes of a file to the standard ones, a along x and b in the xy plane.
 *
 * @param fractional the transformation of the file from its coordinates to fractions of the cell edges
 * @returns `usual` where the axes are the standard ones, `contradiction` where the matrix belongs to another cell
 */
export function axesOf({ orthogonal }: Metric, fractional: Placement): Placement | 'usual' | 'contradiction' {
  const matrix = vector.fromRows(orthogonal);
  const rotation = vector.multiply(matrix, fractional.rotation);
  const placement = { rotation, shift: vector.transform(matrix, fractional.shift) };
  if (isIdentity(placement)) return 'usual';
  return isRotation(placement) ? placement : 'contradiction';
}
