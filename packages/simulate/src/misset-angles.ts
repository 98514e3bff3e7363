import type { Mat3, Vec3 } from '@braggsim/core';

/** Cosine of the rotation about y below which those about x and z have one axis. */
const ALIGNED = 1e-12;

/**
 * Returns the angles (rad) about lab x, then y, then z that make up a rotation matrix Rz Ry Rx. Where the rotation about y is a right
 * angle, the one about z is 0.
 */
export function missetAngles([xx, xy, , yx, yy, , zx, zy, zz]: Mat3): Vec3 {
  const cosY = Math.hypot(zy, zz);
  const y = Math.atan2(-zx, cosY);
  if (cosY < ALIGNED) return [Math.atan2(zx < 0 ? xy : -xy, yy), y, 0];
  return [Math.atan2(zy, zz), y, Math.atan2(yx, xx)];
}
