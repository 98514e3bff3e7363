import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Crystal, Mosaic, Scan } from '@braggsim/core/derived';
import { checkSampleCount } from './limits';

/**
 * Direct cell vectors of every orientation in the lab frame: the spindle first, then the domain.
 *
 * @param spindle unit vector
 * @returns a, b, c in m, [spindle step, domain, 3 vectors, xyz]
 * @throws BraggsimError (`usage`) for more orientations than any image has use for
 */
export function orientations(
  crystal: Pick<Crystal, 'a' | 'b' | 'c'>,
  spindle: Vec3,
  scan: Pick<Scan, 'angles'>,
  mosaic: Mosaic,
): Float64Array {
  checkSampleCount('orientations (spindle samples times mosaic domains)', scan.angles.length * mosaic.domains);
  const result = new Float64Array(9 * scan.angles.length * mosaic.domains);
  const matrices = Array.from(
    { length: mosaic.domains },
    (_, domain) => Array.from(mosaic.rotations.subarray(9 * domain, 9 * domain + 9)) as unknown as Mat3,
  );
  let at = 0;
  for (const angle of scan.angles) {
    const turned = [crystal.a, crystal.b, crystal.c].map((v) => vector.rotateAbout(v, spindle, angle));
    for (const matrix of matrices) {
      for (const v of turned) {
        result.set(mosaic.spread > 0 ? vector.transform(matrix, v) : v, at);
        at += 3;
      }
    }
  }
  return result;
}
