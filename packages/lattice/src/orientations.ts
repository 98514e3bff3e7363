import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Crystal, Mosaic, Scan } from '@braggsim/core/derived';
import { checkSampleCount } from './limits';

/**
 * Computes the direct cell vectors of every orientation in the laboratory frame: rotated about the spindle first, then
 * by the mosaic domain, unless that rotates with the crystal.
 *
 * @param spindle unit vector
 * @returns a, b, c in m, [spindle step, domain, 3 vectors, xyz]
 * @throws BraggsimError (`usage`) for more than `MAX_SAMPLES` orientations
 */
export function orientations(
  crystal: Pick<Crystal, 'a' | 'b' | 'c'>,
  spindle: Vec3,
  scan: Pick<Scan, 'angles'>,
  mosaic: Mosaic,
): Float64Array {
  checkSampleCount('orientations (spindle samples times mosaic domains)', scan.angles.length * mosaic.domains);
  const result = new Float64Array(9 * scan.angles.length * mosaic.domains);
  const direct: vector.Basis = [crystal.a, crystal.b, crystal.c];
  const domains = Array.from({ length: mosaic.domains }, (_, domain) => domainOf(mosaic, domain, direct));
  let at = 0;
  for (const angle of scan.angles) {
    const turn = (v: Vec3) => vector.rotateAbout(v, spindle, angle);
    // Domains without cells of their own share the turned vectors, as those of the C program do.
    const turned = vector.mapBasis(direct, turn);
    for (const { cell, after } of domains) {
      for (const v of cell ? vector.mapBasis(cell, turn) : turned) {
        result.set(after ? vector.transform(after, v) : v, at);
        at += 3;
      }
    }
  }
  return result;
}

/** A domain: its own cell vectors at spindle angle 0, where they differ, and its rotation after that of the spindle. */
interface Domain {
  readonly cell: vector.Basis | undefined;
  readonly after: Mat3 | undefined;
}

function domainOf(mosaic: Mosaic, domain: number, direct: vector.Basis): Domain {
  const { rotations, edges, spread, turnsWithCrystal } = mosaic;
  const matrix = Array.from(rotations.subarray(9 * domain, 9 * domain + 9)) as unknown as Mat3;
  const own =
    edges && (direct.map((v, i) => vector.scale(v, edges[3 * domain + i] as number)) as unknown as vector.Basis);
  if (turnsWithCrystal)
    return { cell: vector.mapBasis(own ?? direct, (v) => vector.transform(matrix, v)), after: undefined };
  return { cell: own, after: spread > 0 || turnsWithCrystal === false ? matrix : undefined };
}

/** The orientations of an image as a plan has them. */
export interface OrientationTable {
  readonly orientations: Float64Array;
  /** Weights with a mean of 1; absent where all are 1. */
  readonly orientationWeights?: Float64Array;
}

/** Orientations with the weights of their domains, as `orientations` lists them. */
export function orientationTable(...of: Parameters<typeof orientations>): OrientationTable {
  const [, , { angles }, { weights, domains }] = of;
  return {
    orientations: orientations(...of),
    ...(weights && {
      orientationWeights: Float64Array.from(
        { length: angles.length * domains },
        (_, i) => weights[i % domains] as number,
      ),
    }),
  };
}
