import type { Vec3 } from '@braggsim/core';
import type { Metric } from '../metric';
import { wrappedIndex } from './grid';

/** A symmetric 3 x 3 matrix as 11 22 33 12 13 23. */
export type Symmetric = readonly [number, number, number, number, number, number];

/**
 * The part of a grid line along z that lies in the ellipsoid d M d <= limit about a centre. Along the line the
 * quadratic form is base + 2 n slope + n^2 curve, where n counts grid steps from the height of the centre.
 */
export interface Chord {
  /** Index of the grid point of the line at z = 0. */
  readonly row: number;
  /** Index of its first point, which may lie outside the cell; the number of points; and n at the first point. */
  readonly first: number;
  readonly points: number;
  readonly n: number;
  readonly base: number;
  readonly slope: number;
  readonly curve: number;
}

/**
 * Intersects ellipsoids with the lines of a periodic grid.
 *
 * @returns a function of the centre (fractional), the matrix M (1/A^2), its limit, and a radius (A) of a sphere that
 * contains the ellipsoid
 */
export function chordsOf({ orthogonal, reciprocal }: Metric, [nx, ny, nz]: Vec3) {
  const counts: Vec3 = [nx, ny, nz];
  const edge = (axis: 0 | 1 | 2) => orthogonal.map((row) => row[axis] / counts[axis]) as unknown as Vec3;
  const stepX = edge(0);
  const stepY = edge(1);
  const [wx, wy, wz] = edge(2);
  /** Number of grid planes within 1 A of a point, along x and y. */
  const planes = (axis: 0 | 1) => Math.hypot(...reciprocal[axis]) * counts[axis];
  const planesX = planes(0);
  const planesY = planes(1);

  return (centre: Vec3, m: Symmetric, limit: number, radius: number, visit: (chord: Chord) => void): void => {
    const [m11, m22, m33, m12, m13, m23] = m;
    const px = m11 * wx + m12 * wy + m13 * wz;
    const py = m12 * wx + m22 * wy + m23 * wz;
    const pz = m13 * wx + m23 * wy + m33 * wz;
    const curve = wx * px + wy * py + wz * pz;
    const [atX, atY, atZ] = [centre[0] * nx, centre[1] * ny, centre[2] * nz];
    for (let ix = Math.ceil(atX - radius * planesX); ix <= atX + radius * planesX; ix++) {
      const dx = ix - atX;
      const plane = wrappedIndex(ix, nx) * ny;
      for (let iy = Math.ceil(atY - radius * planesY); iy <= atY + radius * planesY; iy++) {
        const dy = iy - atY;
        const x = dx * stepX[0] + dy * stepY[0];
        const y = dx * stepX[1] + dy * stepY[1];
        const z = dx * stepX[2] + dy * stepY[2];
        const base = m11 * x * x + m22 * y * y + m33 * z * z + 2 * (m12 * x * y + m13 * x * z + m23 * y * z);
        const slope = x * px + y * py + z * pz;
        const squared = slope * slope - curve * (base - limit);
        if (squared <= 0) continue;
        const half = Math.sqrt(squared) / curve;
        const middle = atZ - slope / curve;
        const first = Math.ceil(middle - half);
        const points = Math.floor(middle + half) - first + 1;
        const row = (plane + wrappedIndex(iy, ny)) * nz;
        if (points > 0) visit({ row, first, points, n: first - atZ, base, slope, curve });
      }
    }
  };
}
