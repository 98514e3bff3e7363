import { dataError, vector } from '@braggsim/core';
import { isXparm, parseXparm } from '@braggsim/core/xparm';
import type { FileExperiment } from '../described';
import { sectionOf } from './placed-panels';

/**
 * The default polarization of XDS (POLARIZATION_PLANE_NORMAL= 0 1 0), the plane of x and the beam, since the file does
 * not give it.
 */
const POLARIZATION = [1, 0, 0] as const;

/**
 * Reads detector, beam and scan of XPARM.XDS or GXPARM.XDS. The frame of XDS becomes the lab frame.
 *
 * @throws BraggsimError (`data`) for another kind of file, one without a detector, and detectors of several segments
 */
export function readXparm(text: string): FileExperiment {
  if (!isXparm(text))
    throw dataError('this is not an XPARM.XDS: it should begin with that word, or be as XDS wrote it before 2011');
  const { detector, beam, wavelengthA, rotationAxis, startDeg, widthDeg } = parseXparm(text, 'this XPARM.XDS');
  if (!detector)
    throw dataError('this XPARM.XDS has no detector: the lines with its size, position and axes are missing');
  const { segments, pixels, pixelMm, originPx, distanceMm, x, y } = detector;
  if (segments > 1) {
    throw dataError(
      `this XPARM.XDS has a detector of ${segments} segments; one can be read: give the panels as .expt or .geom`,
    );
  }
  const [fast, slow] = [vector.unit(x), vector.unit(y)];
  // XDS counts pixels from 1, and the centre of a pixel has a whole number.
  const along = (axis: 0 | 1) => (0.5 - originPx[axis]) * pixelMm[axis];
  const corner = vector.add(vector.scale(fast, along(0)), vector.scale(slow, along(1)));
  const panel = {
    name: 'plate',
    pixelsFast: pixels[0],
    pixelsSlow: pixels[1],
    pixelMm: pixelMm[0],
    pixelSlowMm: pixelMm[1],
    originMm: vector.add(corner, vector.scale(vector.unit(vector.cross(fast, slow)), distanceMm)),
    fast,
    slow,
    gapsPx: [],
  };
  const spindle = vector.unit(rotationAxis);
  return {
    detector: sectionOf([panel], { beam: vector.unit(beam), polarization: POLARIZATION, spindle, across: fast }),
    beam: { wavelengthA },
    scan: { startDeg, widthDeg },
  };
}
