import { type Mat3, units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import { ran1 } from '@braggsim/core/random';
import { randomRotation } from './rotation';
import type { CrystalSection } from './sections';
import { streamStart } from './seed';

/** What the C program passes for "anywhere": meant as degrees, used as radians. Not uniform over all rotations. */
const ANY_ROTATION = 90;

/** Angles about x, then y, then z that make up a rotation matrix; its rows are normalised first. */
function anglesOf(m: Mat3): Vec3 {
  const [[xx, xy], [yx, yy], [zx, zy, zz]] = vector.mapBasis(vector.rows(m), vector.unit);
  if (zx * zx >= 1) return [Math.PI, Math.PI / 2, Math.atan2(xy, -yy)];
  return [Math.atan2(zy, zz), Math.atan2(-zx, Math.sqrt(zy * zy + zz * zz)), Math.atan2(yx, xx)];
}

/**
 * Random mis-setting angles of a user's seed, rad.
 *
 * @throws BraggsimError (`usage`) when the seed is out of range
 */
export function randomMisset(seed: number, compatibility: Partial<Compatibility> = {}): Vec3 {
  const uniform = ran1(streamStart(seed, 'the misset seed'));
  return anglesOf(randomRotation(uniform, ANY_ROTATION, compatibility.angles));
}

/** Mis-setting angles (rad) that a crystal section asks for. */
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
