import { orientationCount, type ShotPlan } from './plan';
import type { PlanDerivative } from './plan-derivative';
import type { Mat3, Vec3 } from './vector';
import * as vector from './vector';

const basisAt = (table: Float64Array, orientation: number): vector.Basis => {
  const at = (i: number): Vec3 => {
    const start = 9 * orientation + 3 * i;
    return [table[start] as number, table[start + 1] as number, table[start + 2] as number];
  };
  return [at(0), at(1), at(2)];
};

/**
 * Returns what takes the cell vectors of the first orientation to those of every other one: a rotation, and the strain of a domain where
 * it has one.
 */
export function relativeRotations({ orientations }: Pick<ShotPlan, 'orientations'>): Mat3[] {
  const inverse = vector.fromRows(vector.reciprocal(basisAt(orientations, 0)));
  return Array.from({ length: orientations.length / 9 }, (_, o) =>
    o === 0 ? vector.IDENTITY : vector.multiply(vector.fromColumns(basisAt(orientations, o)), inverse),
  );
}

/** Derivatives of the cell vectors of all orientations [orientation, 3, 3]; undefined where none changes. */
export function orientationSlopes(shot: ShotPlan, { lattice, orientations }: PlanDerivative): Float64Array | undefined {
  if (!lattice) return orientations;
  const slopes = orientations?.slice() ?? new Float64Array(9 * orientationCount(shot));
  relativeRotations(shot).forEach((rotation, o) => {
    basisAt(lattice, 0).forEach((v, i) => {
      vector.transform(rotation, v).forEach((component, j) => {
        slopes[9 * o + 3 * i + j] = (slopes[9 * o + 3 * i + j] as number) + component;
      });
    });
  });
  return slopes;
}
