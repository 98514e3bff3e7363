import { type Detector, type FileFacts, resolveChoices, units } from '@braggsim/core';
import { resolveDetector } from '@braggsim/geometry';

/** The plate that a file describes, and its wavelength in metres. */
export interface KnownPlate {
  readonly detector: Detector;
  readonly wavelength: number;
}

/**
 * The plate of a file that says all about it, not one filled up with defaults.
 *
 * @param shape [slow, fast] of its images
 * @returns undefined where distance, pixel size, wavelength or beam centre are missing, or the pixels are others
 */
export function knownPlate(
  facts: FileFacts | undefined,
  [slow, fast]: readonly [number, number],
): KnownPlate | undefined {
  const { detector: section, beam } = facts?.experiment ?? {};
  if (!section || section.panels || !beam?.wavelengthA || !section.beamCentreMm) return undefined;
  if (!((section.distanceMm ?? 0) > 0 && (section.pixelMm ?? 0) > 0)) return undefined;
  const detector = resolveDetector({ detector: section }, resolveChoices('corrected')).value;
  if (detector.pixelsSlow !== slow || detector.pixelsFast !== fast) return undefined;
  return { detector, wavelength: units.fromAngstrom(beam.wavelengthA) };
}
