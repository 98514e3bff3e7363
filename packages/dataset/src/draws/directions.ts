import type { Deviates } from './deviates';
import { sinCosTurns } from './elementary';

/** A vector of the laboratory frame. */
export type Vector = readonly [number, number, number];
/** A unit quaternion w, x, y, z. */
export type Quaternion = readonly [number, number, number, number];

const FULL_TURN_DEG = 360;

/** Multiplies two quaternions: the rotation by `b` comes first. */
export const times = (a: Quaternion, b: Quaternion): Quaternion => [
  a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
  a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
  a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
  a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
];

const unit = ([x, y, z]: Vector): Vector => {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
};

/** Makes the quaternion of a rotation about an axis of any length. */
export function aboutAxis(axis: Vector, degrees: number): Quaternion {
  const { sin, cos } = sinCosTurns(degrees / (2 * FULL_TURN_DEG));
  const [x, y, z] = unit(axis);
  return [cos, sin * x, sin * y, sin * z];
}

/**
 * Draws a rotation: uniformly distributed over all rotations (Shoemake 1992, Graphics Gems III, 124) without axes, or rotations
 * about the axes one after the other, the first of them first.
 *
 * @param angle draws the angle about an axis, in degrees
 */
export function drawRotation(u: Deviates, axes: readonly Vector[], angle: (axis: number) => number): Quaternion {
  if (axes.length > 0) {
    return axes.reduce<Quaternion>((before, axis, i) => times(aboutAxis(axis, angle(i)), before), [1, 0, 0, 0]);
  }
  const [along, across] = [Math.sqrt(u(0)), Math.sqrt(1 - u(0))];
  const first = sinCosTurns(u(1));
  const second = sinCosTurns(u(2));
  return [along * second.cos, across * first.sin, across * first.cos, along * second.sin];
}

/**
 * Draws a unit vector, uniformly distributed over the cap of a sphere.
 *
 * @param capDeg largest angle from `about`; 180 for the whole sphere
 * @param about middle of the cap, of any length
 */
export function drawDirection(u: Deviates, capDeg: number, about: Vector): Vector {
  const z = 1 - u(0) * (1 - sinCosTurns(capDeg / FULL_TURN_DEG).cos);
  const across = Math.sqrt(Math.max(0, 1 - z * z));
  const { sin, cos } = sinCosTurns(u(1));
  return fromPole([across * cos, across * sin, z], unit(about));
}

/** Applies the smallest rotation that takes z to a unit vector. */
function fromPole([x, y, z]: Vector, [poleX, poleY, poleZ]: Vector): Vector {
  // Half a turn about x, where no smallest rotation exists.
  if (poleZ < -1 + 1e-15) return [x, -y, -z];
  const along = (poleX * x + poleY * y) / (1 + poleZ);
  return [x - poleX * along + poleX * z, y - poleY * along + poleY * z, poleZ * z - poleX * x - poleY * y];
}
