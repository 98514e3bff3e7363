import { units } from '@braggsim/core';
import type { Panel } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';

const sizeOf = ({ pixelsSlow, pixelsFast }: Panel): string => `${[pixelsSlow, pixelsFast]}`;

/**
 * Returns the panels of an image whose file describes them completely, so that no defaults are needed, each with the direction of
 * the beam, and the wavelength in metres.
 *
 * @returns undefined where distance, pixel size, wavelength or beam centre are missing, or the sizes of panels differ
 */
export function knownPanels({
  facts,
  panels,
}: {
  readonly facts: FileMetadata | undefined;
  readonly panels: readonly { readonly shape: readonly [number, number] }[];
}) {
  const { detector: section, beam }: Partial<FileMetadata['experiment']> = facts?.experiment ?? {};
  if (!section || !beam?.wavelengthA || !section.beamCentreMm) return undefined;
  if (!((section.distanceMm ?? 0) > 0 && (section.pixelMm ?? 0) > 0)) return undefined;
  const detector = resolveDetector(section).value;
  const planes = recordingPanels(detector).map((panel) => ({ ...panel, beam: detector.beam }));
  if (String(planes.map(sizeOf)) !== String(panels.map(({ shape }) => shape))) return undefined;
  return { planes, wavelength: units.fromAngstrom(beam.wavelengthA) };
}
