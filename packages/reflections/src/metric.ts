import { dataError, type Vec3, type vector } from '@braggsim/core';
import { typedCell } from '@braggsim/lattice';

/** The lengths (A) and angles (degrees) of a unit cell. */
export type CellSix = readonly [number, number, number, number, number, number];

/** The geometry of a unit cell in the Cartesian frame of the Protein Data Bank: a along x, b in the xy plane. */
export interface Metric {
  /** Rows of the matrix from fractional to Cartesian coordinates (A). */
  readonly orthogonal: vector.Basis;
  /** Rows of the inverse of that matrix: the reciprocal vectors a*, b*, c* (1/A). */
  readonly reciprocal: vector.Basis;
  /** Volume of the cell (A^3). */
  readonly volume: number;
  /** Returns 1/d^2 (1/A^2) of a reflection. */
  inverseSquare(h: number, k: number, l: number): number;
}

/**
 * Calculates the geometry of a unit cell. @throws BraggsimError (`usage`) when the angles do not close, (`data`) when a
 * length is missing
 */
export function metricOf(cell: CellSix): Metric {
  const typed = typedCell(cell);
  if (!typed) throw dataError(`expected a unit cell, found ${cell.join(' ')}`);
  const { lengths, angles, volume } = typed;
  const [a, b, c] = lengths;
  const [cosAlpha, cosBeta, cosGamma] = angles.map(Math.cos) as unknown as Vec3;
  const sinGamma = Math.sin(angles[2]);
  const [bx, by] = [b * cosGamma, b * sinGamma];
  const [cx, cy, cz] = [c * cosBeta, (c * (cosAlpha - cosBeta * cosGamma)) / sinGamma, volume / (a * b * sinGamma)];
  const aStar: Vec3 = [1 / a, -bx / (a * by), (bx * cy - by * cx) / (a * by * cz)];
  const bStar: Vec3 = [0, 1 / by, -cy / (by * cz)];
  const cStar: Vec3 = [0, 0, 1 / cz];
  return {
    orthogonal: [
      [a, bx, cx],
      [0, by, cy],
      [0, 0, cz],
    ],
    reciprocal: [aStar, bStar, cStar],
    volume,
    inverseSquare: (h, k, l) => {
      const x = h * aStar[0];
      const y = h * aStar[1] + k * bStar[1];
      const z = h * aStar[2] + k * bStar[2] + l * cStar[2];
      return x * x + y * y + z * z;
    },
  };
}
