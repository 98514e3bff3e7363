import {
  combinedMask,
  type ImageMetadata,
  MASK_BITS,
  maskOfValues,
  type PixelMask,
  type Pixels,
} from '@braggsim/core/derived';
import { gapMask, recordingPanels } from '@braggsim/geometry';
import { metadataOf } from '@braggsim/simulate';
import { misplaced, missingMetadata } from '@braggsim/simulate/images';
import { maximumLevels } from '../image/levels';
import type { PanelPixels } from '../image/shown-image';
import type { LoadedImage } from './messages';
import type { SeriesImage } from './series';

/** Adds the gaps of a panel to its mask. */
function withGaps(
  mask: PixelMask | undefined,
  metadata: ImageMetadata,
  panel: number,
  length: number,
): PixelMask | undefined {
  const described = recordingPanels(metadata.detector)[panel];
  const keep = described && gapMask(described, described.gaps);
  if (keep?.length !== length) return mask;
  return combinedMask(
    mask,
    Uint32Array.from(keep, (kept) => (kept === 0 ? MASK_BITS.gap : 0)),
  );
}

const isFloat = (pixels: Pixels): boolean => pixels instanceof Float32Array || pixels instanceof Float64Array;

/** Makes a panel ready to be drawn: its mask with gaps and values that are no numbers, and smaller copies. */
export function preparedPanel(
  pixels: Pixels,
  [pixelsSlow, pixelsFast]: readonly [number, number],
  given: PixelMask | undefined,
  metadata: ImageMetadata,
  panel: number,
): PanelPixels {
  const mask = withGaps(
    combinedMask(given, isFloat(pixels) ? maskOfValues(pixels, {}) : undefined),
    metadata,
    panel,
    pixels.length,
  );
  return {
    pixels,
    pixelsFast,
    pixelsSlow,
    ...(mask && { mask }),
    levels: maximumLevels(pixels, [pixelsSlow, pixelsFast], mask),
  };
}

/** Makes an image of a series ready to be drawn. */
export function loadedImage({ name, known, image, index }: SeriesImage, images: number): LoadedImage {
  const { facts } = known;
  const metadata = metadataOf(facts, image, index);
  const misfit = misplaced(facts, image);
  return {
    name: images > 1 ? `${name}, image ${index + 1} of ${images}` : name,
    panels: image.panels.map(({ data, shape }, p) =>
      preparedPanel(data, shape as [number, number], image.masks?.[p], metadata, p),
    ),
    metadata,
    unknown: misfit ? ['geometry'] : missingMetadata(facts),
    header: image.header,
    warnings: [...(facts?.warnings ?? []), ...(misfit ? [`the file ${misfit}`] : [])],
  };
}
