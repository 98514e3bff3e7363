import { mat3, vec3 } from 'gl-matrix';
import { fromDegrees } from './units';

/**
 * Vectors and 3 x 3 matrices in float64. gl-matrix makes Float32Array by default: every vector of this
 * project is made here, as a tuple, so none of its digits are lost.
 */
export type Vec3 = readonly [number, number, number];
/** A 3 x 3 matrix, row by row. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

/** Three vectors that span space, such as those of a unit cell. */
export type Basis = readonly [Vec3, Vec3, Vec3];

type Out = [number, number, number];
const out = (): Out => [0, 0, 0];

export const add = (a: Vec3, b: Vec3): Vec3 => vec3.add(out(), a, b) as Out;
export const subtract = (a: Vec3, b: Vec3): Vec3 => vec3.subtract(out(), a, b) as Out;
export const scale = (a: Vec3, s: number): Vec3 => vec3.scale(out(), a, s) as Out;
export const cross = (a: Vec3, b: Vec3): Vec3 => vec3.cross(out(), a, b) as Out;
export const dot = (a: Vec3, b: Vec3): number => vec3.dot(a, b);
/**
 * Computes the length of a vector as the square root of the sum of squares: `Math.hypot` rounds differently from the C
 * program.
 */
export const length = (a: Vec3): number => Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);

/** Computes the unit vector along `a`; the zero vector stays zero. */
export function unit(a: Vec3): Vec3 {
  const size = length(a);
  return size === 0 ? [0, 0, 0] : [a[0] / size, a[1] / size, a[2] / size];
}

/**
 * Rotates a vector about laboratory x, then y, then z (rad), one after the other and by components: a combined matrix
 * rounds differently.
 */
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

/**
 * Rotates a vector right-handedly about a unit axis (Rodrigues' formula).
 *
 * @param angle rad
 */
export function rotateAbout(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const along = dot(axis, v) * (1 - cos);
  const side = cross(axis, v);
  return [0, 1, 2].map((i) => (axis[i] as number) * along + (v[i] as number) * cos + (side[i] as number) * sin) as Out;
}

/**
 * Rotates a vector about several axes, the first of them first, as a goniometer does.
 *
 * @param axes directions of any length
 * @param degrees angle of each axis, 0 where there is none
 */
export const rotateThroughAxes = (v: Vec3, axes: readonly Vec3[], degrees: readonly number[]): Vec3 =>
  axes.reduce((turned, axis, i) => rotateAbout(turned, unit(axis), fromDegrees(degrees[i] ?? 0)), v);

/**
 * Rotates a vector by the smallest rotation that takes one direction to another.
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

/** Multiplies a matrix and a vector. */
export const transform = (m: Mat3, v: Vec3): Vec3 => [
  m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
  m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
  m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
];

/** The identity matrix. */
export const IDENTITY: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Returns the rotation matrix of a unit quaternion w, x, y, z. */
export const ofQuaternion = ([w, x, y, z]: readonly [number, number, number, number]): Mat3 => [
  1 - 2 * (y * y + z * z),
  2 * (x * y - w * z),
  2 * (x * z + w * y),
  2 * (x * y + w * z),
  1 - 2 * (x * x + z * z),
  2 * (y * z - w * x),
  2 * (x * z - w * y),
  2 * (y * z + w * x),
  1 - 2 * (x * x + y * y),
];

/** Returns the rows of a matrix as vectors. */
export const rows = (m: Mat3): Basis => [
  [m[0], m[1], m[2]],
  [m[3], m[4], m[5]],
  [m[6], m[7], m[8]],
];

/** Returns the columns of a matrix as vectors. */
export const columns = (m: Mat3): Basis => [
  [m[0], m[3], m[6]],
  [m[1], m[4], m[7]],
  [m[2], m[5], m[8]],
];

/** Makes the matrix whose rows are these vectors. */
export const fromRows = ([u, v, w]: Basis): Mat3 => [...u, ...v, ...w];

/** Makes the matrix whose columns are these vectors. */
export const fromColumns = ([u, v, w]: Basis): Mat3 => [u[0], v[0], w[0], u[1], v[1], w[1], u[2], v[2], w[2]];

/** Applies the same function to the three vectors of a basis. */
export const mapBasis = ([u, v, w]: Basis, f: (v: Vec3) => Vec3): Basis => [f(u), f(v), f(w)];

type Matrix = [number, number, number, number, number, number, number, number, number];
const matrix = (): Matrix => [0, 0, 0, 0, 0, 0, 0, 0, 0];
/**
 * Reinterprets a matrix for gl-matrix, which counts along columns: what it takes and returns is the transpose of a
 * matrix of this project.
 */
const read = (m: Mat3) => m as Matrix;

export const transpose = (m: Mat3): Mat3 => mat3.transpose(matrix(), read(m)) as Matrix;
/** Multiplies two matrices; the product a b applies b to a vector first. */
export const multiply = (a: Mat3, b: Mat3): Mat3 => mat3.multiply(matrix(), read(b), read(a)) as Matrix;
export const determinant = (m: Mat3): number => mat3.determinant(read(m));

/** Computes u . (v x w), the volume that three vectors span; negative for a left-handed set. */
export const tripleProduct = ([u, v, w]: Basis): number => dot(u, cross(v, w));

/** Computes v x w, w x u and u x v: normals of the faces that three vectors span, as long as the areas of the faces. */
export const crossProducts = ([u, v, w]: Basis): Basis => [cross(v, w), cross(w, u), cross(u, v)];

/**
 * Computes the reciprocal basis: the product of each of its vectors with its own vector is 1, with the two others 0.
 */
export function reciprocal(basis: Basis): Basis {
  const perVolume = 1 / tripleProduct(basis);
  return mapBasis(crossProducts(basis), (v) => scale(v, perVolume));
}

/** Computes the coefficients of h^2, k^2, l^2, h k, h l and k l in `factor` times the squared length of h u + k v + l w. */
export function squaredLengthForm(
  [u, v, w]: Basis,
  factor: number,
): readonly [number, number, number, number, number, number] {
  const product = (a: Vec3, b: Vec3) => factor * dot(a, b);
  return [product(u, u), product(v, v), product(w, w), 2 * product(u, v), 2 * product(u, w), 2 * product(v, w)];
}
