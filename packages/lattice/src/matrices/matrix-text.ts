import { type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import { pixelDraws } from '@braggsim/core/random';
import { formatFixed } from '@braggsim/core/text';
import { cellParameters, reciprocalVectors, type TypedCell } from '../cell';
import { randomRotation, uniformRotation } from '../rotation';

type CellForm = Compatibility['cellReciprocal'];

/** The orientation of a crystal in the lab frame of MOSFLM: A = U B. */
export interface Orientation {
  /** The rotation U from the standard setting, with a* along x and b* in the xy plane. */
  readonly rotation: Mat3;
  /** The unit cell a b c (A) alpha beta gamma (degrees). */
  readonly cell: readonly number[];
  /** The reciprocal vectors a* b* c* (1/A). */
  readonly axes: vector.Basis;
}

/** Returns the rotation about lab x, then y, then z (degrees). */
export const missetRotation = ([x, y, z]: Vec3): Mat3 =>
  vector.fromColumns([
    vector.rotateXYZ([1, 0, 0], x, y, z),
    vector.rotateXYZ([0, 1, 0], x, y, z),
    vector.rotateXYZ([0, 0, 1], x, y, z),
  ]);

/** The keys of a random rotation, and its range: any rotation, or rotation angles up to a spread (rad). */
export interface RotationDraw {
  readonly seed: number;
  /** Number of the matrix, from 0. */
  readonly number: number;
  /** Number of the rotation, where a matrix is the product of several. */
  readonly turn?: number;
  readonly spread: number | undefined;
}

/** Returns a random rotation, uniform or with uniformly distributed axes and angles up to the spread. */
export function drawnRotation({ seed, number, turn = 0, spread }: RotationDraw): Mat3 {
  const { start, uniform } = pixelDraws({ seed, image: number, panel: turn }, 'orientation');
  start(0);
  return spread === undefined ? uniformRotation(uniform) : randomRotation(uniform, spread, 'float64');
}

/** Returns the orientation of a cell that is rotated from the standard setting. */
export function orientedCell(cell: TypedCell, rotation: Mat3, form: CellForm): Orientation {
  const axes = vector.mapBasis(reciprocalVectors(cell, form), (v) => vector.transform(rotation, v));
  return { rotation, cell: [...cell.lengths, ...cell.angles.map(units.toDegrees)], axes };
}

/** Returns cell and rotation of three reciprocal vectors (1/A). The rotation of a left-handed set includes a mirror. */
export function orientationOf(axes: vector.Basis): Orientation {
  const direct = vector.reciprocal(axes);
  const volume = vector.tripleProduct(direct);
  const [a, b, c, alpha, beta, gamma] = cellParameters(direct, axes, volume);
  const cell = { lengths: [a, b, c], angles: [alpha, beta, gamma], volume: Math.abs(volume) } as const;
  // U = A B^-1, and the rows of B^-1 are the direct vectors of the standard setting. Adding 0 turns -0 into 0.
  const standard = vector.fromRows(vector.reciprocal(reciprocalVectors(cell, 'exact')));
  const rotation = vector.multiply(vector.fromColumns(axes), standard).map((x) => x + 0) as unknown as Mat3;
  return { rotation, cell: [a, b, c, ...[alpha, beta, gamma].map(units.toDegrees)], axes };
}

/** Formats of numbers: all digits, or those of UBtoA, which adds a small number to every element of A. */
const STYLES = {
  corrected: { axes: [20, 14], rotation: [20, 14], bias: 0 },
  'nanobragg-c': { axes: [12, 8], rotation: [12, 7], bias: 1e-9 },
} as const;

/**
 * Returns the nine lines of a MOSFLM matrix file: wavelength times A, a zero rotation, U, the cell, a zero rotation.
 */
export function matrixText({ axes, rotation, cell }: Orientation, wavelengthA: number, style: keyof typeof STYLES) {
  const { axes: axesDigits, rotation: rotationDigits, bias } = STYLES[style];
  const line = (values: readonly number[], [width, decimals]: readonly [number, number]) =>
    values.map((x) => formatFixed(x, width, decimals)).join('');
  const still = line([0, 0, 0], [12, 3]);
  return `${[
    ...vector.rows(vector.fromColumns(axes)).map((row) =>
      line(
        row.map((x) => x * wavelengthA + bias),
        axesDigits,
      ),
    ),
    still,
    ...vector.rows(rotation).map((row) => line(row, rotationDigits)),
    line(cell, [12, 4]),
    still,
  ].join('\n')}\n`;
}
