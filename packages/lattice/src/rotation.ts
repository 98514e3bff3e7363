import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';

/**
 * Computes the matrix of a right-handed rotation about a unit axis: cos I + (1 - cos) axis axis^T + sin [axis]x.
 *
 * @param angle rad
 */
export function rotationMatrix([x, y, z]: Vec3, angle: number): Mat3 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const rest = 1 - cos;
  return [
    cos + rest * x * x,
    rest * x * y - sin * z,
    rest * x * z + sin * y,
    rest * x * y + sin * z,
    cos + rest * y * y,
    rest * y * z - sin * x,
    rest * x * z - sin * y,
    rest * y * z + sin * x,
    cos + rest * z * z,
  ];
}

/**
 * Draws a mosaic rotation as the C program does: an axis uniform on the sphere and an angle largest (1 - r^2)^(1/3), r
 * uniform in (-1, 1). Takes three deviates.
 *
 * @param uniform returns deviates in (0, 1)
 * @param largest largest rotation angle, rad
 * @param angles `float32` rounds the angle to single precision at every step, as the C program does
 */
export function randomRotation(
  uniform: () => number,
  largest: number,
  angles: Compatibility['angles'] = 'float64',
): Mat3 {
  const r1 = 2 * uniform() - 1;
  const r2 = 2 * uniform() - 1;
  const r3 = 2 * uniform() - 1;
  const equator = Math.sqrt(1 - r2 * r2);
  const axis: Vec3 = [equator * Math.sin(Math.PI * r1), equator * Math.cos(Math.PI * r1), r2];
  const round = angles === 'float32' ? Math.fround : (x: number) => x;
  const angle = round(round(largest) * round(round(1 - r3 * r3) ** round(1 / 3)));
  return rotationMatrix(axis, angle);
}

/**
 * Draws a uniformly distributed random rotation: a quaternion uniform on its sphere (Shoemake 1992, Graphics Gems III,
 * 124). Takes three deviates.
 *
 * @param uniform returns deviates in (0, 1)
 */
export function uniformRotation(uniform: () => number): Mat3 {
  const share = uniform();
  const [first, second] = [2 * Math.PI * uniform(), 2 * Math.PI * uniform()];
  const [a, b] = [Math.sqrt(1 - share), Math.sqrt(share)];
  return vector.ofQuaternion([b * Math.cos(second), a * Math.sin(first), a * Math.cos(first), b * Math.sin(second)]);
}
