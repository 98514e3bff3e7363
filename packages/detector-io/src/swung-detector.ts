import { units, type Vec3, vector } from '@braggsim/core';
import type { FileExperiment } from './described';
import { forwardScan } from './forward-scan';
import { sectionOf } from './geometry-files/placed-panels';

/** A flat detector as headers without axes describe it; values that they do not give are undefined. */
export interface FacingHeader {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly pixelMm: number | undefined;
  readonly pixelSlowMm: number | undefined;
  readonly distanceMm: number | undefined;
  /** The beam centre along fast and slow from the outer corner. */
  readonly centreMm: readonly [number, number] | undefined;
}

/** The axes of the lab frame of DIALS: x along the spindle and fast, y up, z to the source. */
const LAB = { beam: [0, 0, -1], polarization: [1, 0, 0], across: [1, 0, 0] } as const;

/**
 * Returns the section of a detector that is rotated about the spindle through the sample. Distance and beam centre are
 * those of two-theta 0, as in dxtbx. Undefined where the header lacks one of the values.
 */
export function swungDetector(
  header: FacingHeader,
  twoThetaDeg: number,
  angles: { startDeg: number | undefined; widthDeg: number | undefined },
): Pick<FileExperiment, 'detector' | 'scan'> | undefined {
  const { pixelsFast, pixelsSlow, pixelMm, pixelSlowMm, distanceMm, centreMm } = header;
  if (!pixelMm || !distanceMm || !centreMm) return undefined;
  const { goniometer, scan } = forwardScan(angles.startDeg, angles.widthDeg, [1, 0, 0]);
  const swing = (v: Vec3): Vec3 => vector.rotateAbout(v, [1, 0, 0], units.fromDegrees(twoThetaDeg));
  const panel = {
    name: 'plate',
    pixelsFast,
    pixelsSlow,
    pixelMm,
    pixelSlowMm,
    originMm: swing([-centreMm[0], centreMm[1], -distanceMm]),
    fast: swing([1, 0, 0]),
    slow: swing([0, -1, 0]),
    gapsPx: [],
  };
  return { detector: sectionOf([panel], { ...LAB, spindle: goniometer?.axis ?? [1, 0, 0] }), scan };
}
