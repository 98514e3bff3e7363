import { parameters, units, usageError, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';

/** Cosines and sines this close count as the same direction. */
const SAME = 1e-6;

/** A plate at right angles to the beam, as headers without axes describe it. */
export interface FacingGeometry {
  /** Direct beam from the outer corner of pixel (0,0) along fast and slow. */
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
 * The geometry of an image for a format whose readers take the plate to be at right angles to the beam, right-handed and
 * with the spindle along fast.
 *
 * @param force write what such a header can hold, although it is not all
 * @throws BraggsimError (`usage`) saying what the header cannot hold
 */
export function facingGeometry(
  { detector, beam, scan }: ImageMetadata,
  format: string,
  force: boolean,
): FacingGeometry {
  const problem = misfit({ detector, beam, scan });
  if (problem && !force) {
    throw usageError({
      message: `${format} cannot say that ${problem}: write NeXus (.nxs), or force it and give the geometry to the reader by hand`,
      expected: 'a plate at right angles to the beam, right-handed, with the spindle along its fast axis',
      found: problem,
    });
  }
  // A crystal that turns about the opposite of the fast axis turns backwards about it.
  const sense = scan.width !== 0 && vector.dot(detector.spindle, detector.fast) < 0 ? -1 : 1;
  return {
    beamFastMm: units.toMm(detector.beamFast),
    beamSlowMm: units.toMm(detector.beamSlow),
    distanceMm: units.toMm(detector.distance),
    pixelMm: units.toMm(detector.pixelSize),
    startDeg: sense * units.toDegrees(scan.start) + 0,
    widthDeg: sense * units.toDegrees(scan.width) + 0,
  };
}

/** What about an image such a header cannot hold, in words; undefined when it holds all. */
export function misfit({ detector, scan }: ImageMetadata): string | undefined {
  const { beam, fast, slow, normal, spindle, panels, curved } = detector;
  if (panels) return 'there are several panels';
  if (curved) return 'the detector is curved';
  if (1 - Math.abs(vector.dot(beam, normal)) > SAME) return 'the detector is tilted against the beam';
  if (Math.abs(vector.dot(fast, slow)) > SAME) return 'its pixel rows are not at right angles';
  if (vector.dot(vector.cross(fast, slow), beam) < 0) return 'fast, slow and beam are left-handed';
  if (scan.width !== 0 && 1 - Math.abs(vector.dot(spindle, fast)) > SAME)
    return 'the spindle is not along the fast axis';
  return undefined;
}
