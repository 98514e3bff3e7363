import type { Detector } from '@braggsim/core/derived';
import { dialsFrame } from '@braggsim/detector-io/geometry';
import type { LoadOptions } from './load-inputs';

/** Conventions with the lab frame of MOSFLM. */
const MOSFLM: ReadonlySet<string> = new Set(['mosflm', 'denzo', 'adxv']);

/** Returns the laboratory frame of the orientation of a crystal before a detector of no file: that of any convention, as in the C program. */
export const frameOfDetector = (detector: Detector): NonNullable<LoadOptions['frame']> => {
  const { spindle, convention, beam } = detector;
  return MOSFLM.has(convention) ? { spindle, beam } : { lab: dialsFrame(detector), spindle, beam };
};
