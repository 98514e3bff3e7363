import { dataError, vector } from '@braggsim/core';
import { isXparm, parseXparm } from '@braggsim/core/xparm';
import type { FileExperiment } from '../described';
import { sectionOf } from './placed-panels';
import { xdsPanels } from './xds-panels';

/**
 * The default polarization of XDS (POLARIZATION_PLANE_NORMAL= 0 1 0), the plane of x and the beam, since the file does
 * not give it.
 */
const POLARIZATION = [1, 0, 0] as const;

/**
 * Reads detector, beam and scan of XPARM.XDS or GXPARM.XDS. The frame of XDS becomes the lab frame, and segments become panels.
 *
 * @throws BraggsimError (`data`) for another kind of file, and one without a detector
 */
export function readXparm(text: string): FileExperiment {
  if (!isXparm(text))
    throw dataError('this is not an XPARM.XDS: it should begin with that word, or be as XDS wrote it before 2011');
  const { detector, beam, wavelengthA, rotationAxis, startDeg, widthDeg } = parseXparm(text, 'this XPARM.XDS');
  if (!detector)
    throw dataError('this XPARM.XDS has no detector: the lines with its size, position and axes are missing');
  const panels = xdsPanels(detector);
  const lab = {
    beam: vector.unit(beam),
    polarization: POLARIZATION,
    spindle: vector.unit(rotationAxis),
    across: vector.unit(detector.x),
  };
  return {
    detector: sectionOf(panels, lab),
    beam: { wavelengthA },
    scan: { startDeg, widthDeg },
  };
}
