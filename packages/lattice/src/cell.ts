import { units, usageError, type Vec3, vector } from '@braggsim/core';
import type { CellParameters, Compatibility } from '@braggsim/core/derived';

/** Three cell vectors, direct or reciprocal. */
export type Basis = vector.Basis;

/** A unit cell as given, with defaults filled in. Lengths in Å, angles in rad, volume in Å³. */
export interface TypedCell {
  readonly lengths: Vec3;
  readonly angles: Vec3;
  readonly volume: number;
}

/** Smallest value of (V / 2abc)^2 for which the angles of a cell leave a volume beyond rounding errors. */
const VOLUME_EPSILON = 1e-12;

/**
 * Reads a cell `a [b c alpha beta gamma]` (Å, degrees): lengths that are missing or not positive equal a, such angles
 * are 90.
 *
 * @returns undefined when no cell is given, or a is 0
 * @throws BraggsimError (`usage`) when the angles are those of no cell
 */
export function typedCell(cell: readonly number[] | undefined): TypedCell | undefined {
  const [a = 0, b = 0, c = 0, ...typedAngles] = cell ?? [];
  if (a === 0) return undefined;
  if (cell?.some((x) => !Number.isFinite(x)) || a < 0) {
    throw usageError({
      message: `crystal.cell needs a positive length a and finite numbers (A, degrees), not '${cell?.join(' ')}'`,
      expected: 'a [b c alpha beta gamma]',
      found: `${cell?.join(' ')}`,
      remedy: 'give lengths in A and angles in degrees',
    });
  }
  const lengths: Vec3 = [a, b > 0 ? b : a, c > 0 ? c : a];
  const angle = (i: number) => {
    const degrees = typedAngles[i] ?? 0;
    return degrees > 0 ? units.fromDegrees(degrees) : Math.PI / 2;
  };
  const angles: Vec3 = [angle(0), angle(1), angle(2)];
  return { lengths, angles, volume: volumeOf(lengths, angles) };
}

function volumeOf([a, b, c]: Vec3, [alpha, beta, gamma]: Vec3): number {
  const half = (alpha + beta + gamma) / 2;
  const sines = [half, half - alpha, half - beta, half - gamma].map(Math.sin) as [number, number, number, number];
  const skew = sines[0] * sines[1] * sines[2] * sines[3];
  if (sines.some((s) => s <= 0) || skew < VOLUME_EPSILON) {
    const found = [alpha, beta, gamma].map((x) => `${Number(units.toDegrees(x).toPrecision(12))}`).join(' ');
    throw usageError({
      message: `the cell angles ${found} do not close: each must be smaller than the sum of the others, and the sum below 360 degrees`,
      expected: 'angles that span a volume',
      found,
      remedy: 'correct the angles of crystal.cell',
    });
  }
  return 2 * a * b * c * Math.sqrt(skew);
}

/**
 * Computes the reciprocal vectors (1/Å) of a cell with a* along x and b* in the xy plane.
 *
 * @param form `c` divides the last component by sin gamma*, as the C program does; `exact`, the default, by sin gamma
 */
export function reciprocalVectors(cell: TypedCell, form: Compatibility['cellReciprocal'] = 'exact'): Basis {
  const [a, b, c] = cell.lengths;
  const [sinAlpha, sinBeta, sinGamma] = cell.angles.map(Math.sin) as unknown as Vec3;
  const [cosAlpha, cosBeta, cosGamma] = cell.angles.map(Math.cos) as unknown as Vec3;
  const perVolume = 1 / cell.volume;
  const aLength = b * c * sinAlpha * perVolume;
  const bLength = c * a * sinBeta * perVolume;
  const cLength = a * b * sinGamma * perVolume;
  const sinGammaStar = Math.min(1, (c * perVolume) / aLength / bLength);
  const cosAlphaStar = (cosBeta * cosGamma - cosAlpha) / (sinBeta * sinGamma);
  const cosBetaStar = (cosGamma * cosAlpha - cosBeta) / (sinGamma * sinAlpha);
  const cosGammaStar = (cosAlpha * cosBeta - cosGamma) / (sinAlpha * sinBeta);
  const height = form === 'exact' ? sinGamma : sinGammaStar;
  return [
    [aLength, 0, 0],
    [bLength * cosGammaStar, bLength * sinGammaStar, 0],
    [
      cLength * cosBetaStar,
      (cLength * (cosAlphaStar - cosBetaStar * cosGammaStar)) / sinGammaStar,
      (cLength * cell.volume) / (a * b * c * height),
    ],
  ];
}

/**
 * Computes lengths and angles of three vectors. Sines come from the dual vectors, as in the C program: with its
 * distorted triclinic cells the angles of the reciprocal cell are not quite those between the vectors.
 *
 * @param volume volume of the cell that `vectors` span
 */
export function cellParameters(vectors: Basis, duals: Basis, volume: number): CellParameters {
  const lengths = vectors.map(vector.length) as unknown as Vec3;
  const dualLengths = duals.map(vector.length) as unknown as Vec3;
  const angle = (i: 0 | 1 | 2, j: 0 | 1 | 2, k: 0 | 1 | 2) =>
    Math.atan2(
      Math.min(1, (dualLengths[i] * Math.abs(volume)) / lengths[j] / lengths[k]),
      vector.dot(vectors[j], vectors[k]) / lengths[j] / lengths[k],
    );
  return [...lengths, angle(0, 1, 2), angle(1, 2, 0), angle(2, 0, 1)];
}
