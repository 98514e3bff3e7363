import { type Mat3, usageError, vector } from '@braggsim/core';
import type { CrystalSection } from './sections';

/** Largest difference from a unit quaternion, or from an orthonormal matrix, that counts as rounding. */
const ROUNDING = 1e-4;

/**
 * Returns the rotation that `crystal.orientation` gives as a quaternion or as a matrix; undefined where it is absent.
 *
 * @throws BraggsimError (`usage`) for numbers that are no rotation, and beside another orientation
 */
export function givenRotation({ orientation, misset, matrix }: CrystalSection): Mat3 | undefined {
  if (orientation === undefined) return undefined;
  const other = misset !== undefined ? 'crystal.misset' : matrix !== undefined ? 'crystal.matrix' : undefined;
  if (other !== undefined) {
    throw usageError({
      message: `crystal.orientation and ${other} both orient the crystal; leave one of them out`,
      expected: 'one orientation',
      found: `crystal.orientation and ${other}`,
      remedy: 'leave one of them out',
    });
  }
  return orientation.length === 4 ? ofQuaternion(orientation) : ofMatrix(orientation);
}

function ofQuaternion(given: readonly number[]): Mat3 {
  const length = Math.sqrt(given.reduce((sum, x) => sum + x * x, 0));
  if (!(Math.abs(length - 1) <= ROUNDING))
    throw noRotation(given, `a unit quaternion, whose length is 1, not ${length}`);
  return vector.ofQuaternion(given.map((entry) => entry / length) as [number, number, number, number]);
}

function ofMatrix(given: readonly number[]): Mat3 {
  const matrix = given as unknown as Mat3;
  const product = vector.multiply(matrix, vector.transpose(matrix));
  const isOrthonormal = product.every((x, i) => Math.abs(x - (i % 4 === 0 ? 1 : 0)) <= ROUNDING);
  if (!isOrthonormal || vector.determinant(matrix) < 0)
    throw noRotation(given, 'a rotation matrix, whose rows are perpendicular, of length 1 and right-handed');
  return matrix;
}

const noRotation = (given: readonly number[], expected: string) =>
  usageError({
    message: `crystal.orientation is ${expected}: found ${given.join(' ')}`,
    expected,
    found: given.join(' '),
  });

/**
 * Returns the B factor (Å²) of the spots of a crystal: as it is given, or that of its resolution; 0 without either.
 *
 * @throws BraggsimError (`usage`) where both are given
 */
export function spotBFactor({ bFactorA2, resolutionA }: CrystalSection = {}): number {
  if (bFactorA2 !== undefined && resolutionA !== undefined) {
    throw usageError(
      'crystal.bFactorA2 and crystal.resolutionA both set the B factor of the spots; leave one of them out',
    );
  }
  return resolutionA === undefined ? (bFactorA2 ?? 0) : 4 * resolutionA ** 2 + 2;
}
