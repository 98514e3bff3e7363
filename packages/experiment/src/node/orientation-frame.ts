import type { Detector } from '@braggsim/core/derived';
import { detectorFormat } from '../files/detector-model';
import type { LoadOptions } from '../files/load-inputs';
import { frameOfDetector } from '../files/orientation-frame';

/**
 * Returns the laboratory frame of the orientation of a crystal. With a detector file a MOSFLM matrix is rotated as
 * well; otherwise it holds for the laboratory frame of any convention, as in the C program.
 *
 * @param model detector model as given, before its file replaces it
 */
export function orientationFrame(model: string | undefined, detector: Detector): NonNullable<LoadOptions['frame']> {
  const { spindle, beam } = detector;
  const format = detectorFormat(model);
  if (format) return { lab: format.lab, turnMatrix: true, spindle, beam };
  return frameOfDetector(detector);
}
