import { vec3 } from 'gl-matrix';
import { fromDegrees } from './units';

/**
 * Vectors and 3 x 3 matrices in float64. gl-matrix makes Float32Array by default: every vector of this
 * project is made here, as a tuple, so none of its digits are lost.
 */
export type Vec3 = readonly [number, number, number];
/** Row-major. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

type Out = [number, number, number];
const out = (): Out => [0, 0, 0];

export const add = (a: Vec3, b: Vec3): Vec3 => vec3.add(out(), a, b) as Out;
export const subtract = (a: Vec3, b: Vec3): Vec3 => vec3.subtract(out(), a, b) as Out;
export const scale = (a: Vec3, s: number): Vec3 => vec3.scale(out(), a, s) as Out;
export const cross = (a: Vec3, b: Vec3): Vec3 => vec3.cross(out(), a, b) as Out;
export const dot = (a: Vec3, b: Vec3): number => vec3.dot(a, b);
/** Plain square root of the sum of squares: `Math.hypot` rounds differently from the C program. */
export const length = (a: Vec3): number => Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);

/** The unit vector along `a`; the zero vector stays zero. */
export function unit(a: Vec3): Vec3 {
  const size = length(a);
  return size === 0 ? [0, 0, 0] : [a[0] / size, a[1] / size, a[2] / size];
}

/** Rotation about lab x, then y, then z, one after the other and component-wise: a combined matrix rounds differently. */
export function rotateXYZ(v: Vec3, x: number, y: number, z: number): Vec3 {
  let [vx, vy, vz] = v;
  if (x !== 0) {
    const [c, s] = [Math.cos(x), Math.sin(x)];
    [vy, vz] = [vy * c + vz * -s, vy * s + vz * c];
  }
  if (y !== 0) {
    const [c, s] = [Math.cos(y), Math.sin(y)];
    [vx, vz] = [vx * c + vz * s, vx * -s + vz * c];
  }
  if (z !== 0) {
    const [c, s] = [Math.cos(z), Math.sin(z)];
    [vx, vy] = [vx * c + vy * -s, vx * s + vy * c];
  }
  return [vx, vy, vz];
}

/** Right-handed rotation about a unit `axis` (Rodrigues). */
export function rotateAbout(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const along = dot(axis, v) * (1 - cos);
  const side = cross(axis, v);
  return [0, 1, 2].map((i) => (axis[i] as number) * along + (v[i] as number) * cos + (side[i] as number) * sin) as Out;
}

/**
 * A vector that axes turn one after the other, the first of them first: what a goniometer carries.
 *
 * @param axes of any length
 * @param degrees of each axis, 0 where there is none
 */
export const carried = (v: Vec3, axes: readonly Vec3[], degrees: readonly number[]): Vec3 =>
  axes.reduce((turned, axis, i) => rotateAbout(turned, unit(axis), fromDegrees(degrees[i] ?? 0)), v);

/**
 * A vector turned by the smallest rotation that takes one direction to another.
 *
 * @param from unit vector
 * @param to unit vector
 */
export function turned(v: Vec3, from: Vec3, to: Vec3): Vec3 {
  const axis = cross(from, to);
  const [sin, cos] = [length(axis), dot(from, to)];
  if (sin > 0) return rotateAbout(v, unit(axis), Math.atan2(sin, cos));
  if (cos > 0) return v;
  // Half a turn about any axis across.
  const across = Math.abs(from[0]) < 0.5 ? cross(from, [1, 0, 0]) : cross(from, [0, 1, 0]);
  return rotateAbout(v, unit(across), Math.PI);
}

/** Matrix times vector. */
export const transform = (m: Mat3, v: Vec3): Vec3 => [
  m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
  m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
  m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
];
