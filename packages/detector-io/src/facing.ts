import { parameters, units, usageError, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';

/** Tolerance of cosines and sines for equal directions. */
const SAME = 1e-6;

/** The geometry of a flat detector perpendicular to the beam, as headers without axes describe it. */
export interface FacingGeometry {
  /** Position of the direct beam from the outer corner of pixel (0,0), along fast and slow. */
  readonly beamFastMm: number;
  readonly beamSlowMm: number;
  readonly distanceMm: number;
  readonly pixelMm: number;
  readonly startDeg: number;
  readonly widthDeg: number;
}

export const facingParameters = parameters({
  force: {
    type: 'boolean',
    default: false,
    doc: 'write a tilted, mirrored or differently rotated detector although the header cannot say so',
  },
});

/**
 * Returns the geometry of an image for a format whose readers assume a flat, right-handed detector perpendicular to the
 * beam, with the spindle along fast.
 *
 * @param force writes the part that such a header can represent, although it is incomplete
 * @throws BraggsimError (`usage`) naming what the header cannot represent
 */
export function facingGeometry(
  { detector, beam, scan }: ImageMetadata,
  format: string,
  force: boolean,
): FacingGeometry {
  const problem = misfit({ detector, beam, scan });
  if (problem && !force) {
    throw usageError({
      message: `${format} cannot represent that ${problem}: write NeXus (.nxs), or force it and set the geometry in the reading program`,
      expected: 'a flat, right-handed detector perpendicular to the beam, with the spindle along its fast axis',
      found: problem,
    });
  }
  // A positive rotation about the negative fast axis is a negative rotation about the fast axis.
  const sense = scan.width !== 0 && vector.dot(detector.spindle, detector.fast) < 0 ? -1 : 1;
  return {
    beamFastMm: units.toMm(detector.beamCentre.fast),
    beamSlowMm: units.toMm(detector.beamCentre.slow),
    distanceMm: units.toMm(detector.distance),
    pixelMm: units.toMm(detector.pixelSize),
    startDeg: sense * units.toDegrees(scan.start) + 0,
    widthDeg: sense * units.toDegrees(scan.width) + 0,
  };
}

/** Describes the part of a geometry that such a header cannot represent; undefined when it can represent all of it. */
export function misfit({ detector, scan }: ImageMetadata): string | undefined {
  const { beam, fast, slow, normal, spindle, panels, curved } = detector;
  if (panels) return 'there are several panels';
  if (curved) return 'the detector is curved';
  if (1 - Math.abs(vector.dot(beam, normal)) > SAME) return 'the detector is tilted against the beam';
  if (Math.abs(vector.dot(fast, slow)) > SAME) return 'its pixel rows and columns are not perpendicular';
  if (vector.dot(vector.cross(fast, slow), beam) < 0) return 'fast, slow and beam are left-handed';
  if (scan.width !== 0 && 1 - Math.abs(vector.dot(spindle, fast)) > SAME)
    return 'the spindle is not along the fast axis';
  return undefined;
}
