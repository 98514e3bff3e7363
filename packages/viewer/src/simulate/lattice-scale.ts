import { recordingPanels } from '@braggsim/geometry';
import type { ShownImage } from '../image/shown-image';
import type { Lattices } from './lattices';
import { PREVIEW_FACTOR } from './preview';

/**
 * Returns the number of pixels of the experiment along an edge of a pixel of an image: 1, or more for a preview. Undefined where the detector of
 * the experiment is not that of the image, so that its spots have no place there.
 */
export function latticeScale({ metadata }: Lattices, { panels }: Pick<ShownImage, 'panels'>): number | undefined {
  const rows = recordingPanels(metadata.detector);
  if (rows.length !== panels.length) return undefined;
  return [1, PREVIEW_FACTOR].find((factor) =>
    rows.every(
      ({ pixelsFast, pixelsSlow }, p) =>
        Math.ceil(pixelsFast / factor) === panels[p]?.pixelsFast &&
        Math.ceil(pixelsSlow / factor) === panels[p]?.pixelsSlow,
    ),
  );
}
