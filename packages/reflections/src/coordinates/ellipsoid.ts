import type { Vec3 } from '@braggsim/core';
import type { Metric } from '../metric';
import { wrappedIndex } from './grid';

/** A symmetric 3 x 3 matrix as 11 22 33 12 13 23. */
export type Symmetric = readonly [number, number, number, number, number, number];

/**
 * The parts of the grid lines along z that lie in an ellipsoid d M d <= limit about a centre. Along a line the quadratic form
 * is base + 2 n slope + n^2 curve, where n counts grid steps from `height`.
 */
export interface Chords {
  readonly count: number;
  /** Index of the grid point of the line at z = 0 [chord]. */
  readonly row: Int32Array;
  /** Index of the first point of the chord, which may lie outside the cell [chord]. */
  readonly first: Int32Array;
  /** Number of points, 1 or more [chord]. */
  readonly points: Int32Array;
  readonly base: Float64Array;
  readonly slope: Float64Array;
  readonly curve: number;
  /** Height of the centre in grid steps. */
  readonly height: number;
}

const chordArrays = (length: number) => ({
  row: new Int32Array(length),
  first: new Int32Array(length),
  points: new Int32Array(length),
  base: new Float64Array(length),
  slope: new Float64Array(length),
});

/**
 * Intersects ellipsoids with the lines of a periodic grid.
 *
 * @returns a function of the centre (fractional), the matrix M (1/A^2), its limit, and a radius (A) of a sphere that
 * contains the ellipsoid; the arrays that it returns are overwritten by its next call
 */
export function chordsOf({ orthogonal, reciprocal }: Metric, [nx, ny, nz]: Vec3) {
  const counts: Vec3 = [nx, ny, nz];
  const edge = (axis: 0 | 1 | 2) => orthogonal.map((row) => row[axis] / counts[axis]) as unknown as Vec3;
  const [xx, xy, xz] = edge(0);
  const [yx, yy, yz] = edge(1);
  const [wx, wy, wz] = edge(2);
  /** Number of grid planes within 1 A of a point, along x and y. */
  const planes = (axis: 0 | 1) => Math.hypot(...reciprocal[axis]) * counts[axis];
  const planesX = planes(0);
  const planesY = planes(1);
  let arrays = chordArrays(0);

  return (centre: Vec3, m: Symmetric, limit: number, radius: number): Chords => {
    const [m11, m22, m33, m12, m13, m23] = m;
    const px = m11 * wx + m12 * wy + m13 * wz;
    const py = m12 * wx + m22 * wy + m23 * wz;
    const pz = m13 * wx + m23 * wy + m33 * wz;
    const curve = wx * px + wy * py + wz * pz;
    const [atX, atY, atZ] = [centre[0] * nx, centre[1] * ny, centre[2] * nz];
    const [firstX, lastX] = [Math.ceil(atX - radius * planesX), Math.floor(atX + radius * planesX)];
    const [firstY, lastY] = [Math.ceil(atY - radius * planesY), Math.floor(atY + radius * planesY)];
    const most = Math.max(0, lastX - firstX + 1) * Math.max(0, lastY - firstY + 1);
    if (most > arrays.row.length) arrays = chordArrays(2 * most);
    const { row, first, points, base, slope } = arrays;
    let count = 0;
    for (let ix = firstX; ix <= lastX; ix++) {
      const dx = ix - atX;
      const plane = wrappedIndex(ix, nx) * ny;
      let line = wrappedIndex(firstY, ny);
      for (let iy = firstY; iy <= lastY; iy++) {
        const dy = iy - atY;
        const x = dx * xx + dy * yx;
        const y = dx * xy + dy * yy;
        const z = dx * xz + dy * yz;
        const flat = m11 * x * x + m22 * y * y + m33 * z * z + 2 * (m12 * x * y + m13 * x * z + m23 * y * z);
        const tilt = x * px + y * py + z * pz;
        const at = (plane + line) * nz;
        if (++line === ny) line = 0;
        const squared = tilt * tilt - curve * (flat - limit);
        if (squared <= 0) continue;
        const half = Math.sqrt(squared) / curve;
        const middle = atZ - tilt / curve;
        const start = Math.ceil(middle - half);
        const length = Math.floor(middle + half) - start + 1;
        if (length <= 0) continue;
        row[count] = at;
        first[count] = start;
        points[count] = length;
        base[count] = flat;
        slope[count] = tilt;
        count++;
      }
    }
    return { count, row, first, points, base, slope, curve, height: atZ };
  };
}
