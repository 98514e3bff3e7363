import { type Mat3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { reciprocalVectors, typedCell } from '@braggsim/lattice';
import type { Quaternion } from '../draws/directions';

/** The orientation of a lattice in the laboratory. */
export interface LatticeFrame {
  /** Rotation from the standard setting, a* along x and b* in the xy plane, to the laboratory. */
  readonly u: Mat3;
  /** Columns a*, b*, c* in the laboratory, 1/Å. */
  readonly a: Mat3;
}

/** Degrees in a radian. */
const DEGREES = 180 / Math.PI;

/** Returns B, whose columns are a*, b* and c* in the standard setting (1/Å), of the cell of a crystal. */
export function standardFrame({ crystal }: Pick<Derived, 'crystal'>): Mat3 {
  const [a, b, c, ...angles] = crystal.cell;
  const typed = typedCell([a, b, c, ...angles.map((angle) => angle * DEGREES)]);
  if (!typed) throw new Error('the crystal has no cell');
  return vector.fromColumns(reciprocalVectors(typed, 'exact'));
}

/** Returns the inverse of a matrix. */
export const inverse = (m: Mat3): Mat3 => vector.fromRows(vector.reciprocal(vector.columns(m)));

/** Returns the middle of the spindle angles of an exposure, rad. */
const middleAngle = ({ angles }: Derived['scan']): number =>
  angles.length === 0 ? 0 : angles.reduce((sum, angle) => sum + angle, 0) / angles.length;

/** Returns the frame of a crystal with its spindle at 0. */
export function restingFrame(derived: Derived): LatticeFrame {
  const { aStar, bStar, cStar } = derived.crystal;
  const a = vector.fromColumns([aStar, bStar, cStar]);
  return { a, u: vector.multiply(a, inverse(standardFrame(derived))) };
}

/** Turns a frame about the spindle to the middle of the exposure. */
export function exposedFrame(
  { u, a }: LatticeFrame,
  { detector, scan }: Pick<Derived, 'detector' | 'scan'>,
): LatticeFrame {
  const angle = middleAngle(scan);
  if (angle === 0) return { u, a };
  const turned = (m: Mat3): Mat3 =>
    vector.fromColumns(vector.mapBasis(vector.columns(m), (v) => vector.rotateAbout(v, detector.spindle, angle)));
  return { u: turned(u), a: turned(a) };
}

/** Applies a rotation in the laboratory to a frame. */
export function turnedFrame({ u, a }: LatticeFrame, turn: Quaternion): LatticeFrame {
  const rotation = vector.ofQuaternion(turn);
  return { u: vector.multiply(rotation, u), a: vector.multiply(rotation, a) };
}
