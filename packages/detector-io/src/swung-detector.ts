import { units, type Vec3, vector } from '@braggsim/core';
import type { FileExperiment } from './described';
import { forwardScan } from './forward-scan';
import { sectionOf } from './geometry-files/placed-panels';

/** A plate as headers without axes describe it: where they say nothing, undefined. */
export interface FacingHeader {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly pixelMm: number | undefined;
  readonly pixelSlowMm: number | undefined;
  readonly distanceMm: number | undefined;
  /** Along fast and slow from the outer corner. */
  readonly centreMm: readonly [number, number] | undefined;
}

/** In the lab frame of DIALS: x along the spindle and fast, y up, z to the source. */
const LAB = { beam: [0, 0, -1], polarization: [1, 0, 0], across: [1, 0, 0] } as const;

/**
 * A plate swung about the spindle and the sample; distance and beam centre are those of two-theta 0, as for dxtbx. Undefined where the
 * header does not say all of it.
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
