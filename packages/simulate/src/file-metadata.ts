import { type DecodedImage, type ImageMetadata, units } from '@braggsim/core';
import type { FileFacts } from '@braggsim/detector-io';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { resolveBeam } from '@braggsim/sources';

/**
 * What is known about an image that was read: what its file says, and defaults for the rest. A detector that does not fit
 * the pixels is left out.
 */
export function metadataOf(facts: FileFacts | undefined, { panels }: DecodedImage, index: number): ImageMetadata {
  const [pixelsSlow = 1, pixelsFast = 1] = panels[0]?.shape ?? [];
  const { experiment = {}, offset, saturation } = facts ?? {};
  const told = resolveDetector(experiment.detector, experiment).value;
  const fits = recordingPanels(told).map((p) => `${[p.pixelsSlow, p.pixelsFast]}`);
  const same = String(fits) === String(panels.map(({ shape }) => `${shape}`));
  const detector = same ? told : resolveDetector({ pixelsSlow, pixelsFast }).value;
  const { startDeg = 0, widthDeg = 0 } = experiment.scan ?? {};
  const scan = { start: units.fromDegrees(startDeg + index * widthDeg), width: units.fromDegrees(widthDeg) };
  return {
    detector,
    beam: resolveBeam(experiment.beam).value,
    scan,
    ...(offset !== undefined && { offset }),
    ...(saturation !== undefined && { saturation }),
  };
}
