import { type Mat3, units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import { ran1 } from '@braggsim/core/random';
import { randomRotation } from './rotation';
import type { CrystalSection } from './sections';
import { streamStart } from './seed';

/**
 * Largest angle of a random mis-setting in the C program: meant as degrees, used as radians, so that rotations are not
 * uniformly distributed.
 */
const ANY_ROTATION = 90;

/** Computes the angles about x, then y, then z of a rotation matrix, whose rows are normalised first. */
export function anglesOf(m: Mat3): Vec3 {
  const [[xx, xy], [yx, yy], [zx, zy, zz]] = vector.mapBasis(vector.rows(m), vector.unit);
  // A quarter turn about y, one way or the other: only the sum or difference of the other two angles is determined.
  if (zx * zx >= 1) return [Math.PI, (-zx * Math.PI) / 2, Math.atan2(xy, -yy)];
  return [Math.atan2(zy, zz), Math.atan2(-zx, Math.sqrt(zy * zy + zz * zz)), Math.atan2(yx, xx)];
}

/**
 * Draws random mis-setting angles (rad) from a seed.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 * @throws BraggsimError (`usage`) when the seed is out of range
 */
export function randomMisset(seed: number, compatibility: Partial<Compatibility> = {}): Vec3 {
  const uniform = ran1(streamStart(seed, 'the misset seed'));
  return anglesOf(randomRotation(uniform, ANY_ROTATION, compatibility.angles));
}

/**
 * Resolves the mis-setting angles (rad) of a crystal section.
 *
 * @throws BraggsimError (`usage`) for a random mis-setting without a seed
 */
export function missetOf({ misset, missetSeed }: CrystalSection, compatibility: Partial<Compatibility>): Vec3 {
  if (misset === undefined) return [0, 0, 0];
  if (misset !== 'random') return [0, 1, 2].map((i) => units.fromDegrees(misset[i] as number)) as unknown as Vec3;
  if (missetSeed === undefined) {
    throw usageError({
      message: 'a random misset needs a seed, but neither crystal.missetSeed nor seed is given; give one of them',
      expected: 'crystal.missetSeed or seed',
      found: 'none',
      remedy: 'give one of them',
    });
  }
  return randomMisset(missetSeed, compatibility);
}
