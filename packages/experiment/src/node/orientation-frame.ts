import type { Detector } from '@braggsim/core/derived';
import { dialsFrame } from '@braggsim/detector-io/geometry';
import { detectorFormat } from './detector-model';
import type { LoadOptions } from './load-inputs';

/** Conventions with the lab frame of MOSFLM. */
const MOSFLM: ReadonlySet<string> = new Set(['mosflm', 'denzo', 'adxv']);

/**
 * Returns the laboratory frame of the orientation of a crystal. With a detector file a MOSFLM matrix is rotated as
 * well; otherwise it holds for the laboratory frame of any convention, as in the C program.
 *
 * @param model detector model as given, before its file replaces it
 */
export function orientationFrame(model: string | undefined, detector: Detector): NonNullable<LoadOptions['frame']> {
  const { spindle, convention, beam } = detector;
  const format = detectorFormat(model);
  if (format) return { lab: format.lab, turnMatrix: true, spindle, beam };
  return MOSFLM.has(convention) ? { spindle, beam } : { lab: dialsFrame(detector), spindle, beam };
}
