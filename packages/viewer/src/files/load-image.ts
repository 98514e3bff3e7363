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

/**
 * Makes a panel ready to be drawn: its mask with gaps and values that are no numbers, and smaller copies.
 *
 * @param pixels the values, which become those of the panel
 * @param given a mask, of which the panel has a copy: a worker transfers the panel, and masks are kept for the next image
 */
export function preparedPanel(
  pixels: Pixels,
  [pixelsSlow, pixelsFast]: readonly [number, number],
  given: PixelMask | undefined,
  metadata: ImageMetadata,
  panel: number,
): PanelPixels {
  const mask = withGaps(
    combinedMask(given?.slice(), isFloat(pixels) ? maskOfValues(pixels, {}) : undefined),
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

/** Returns the metadata of an image that several were made into. */
function stackedMetadata(
  { scan, saturation, offset, ...metadata }: ImageMetadata,
  { count, isSum }: NonNullable<SeriesImage['stack']>,
): ImageMetadata {
  const factor = isSum ? count : 1;
  return {
    ...metadata,
    scan: { start: scan.start, width: scan.width * count },
    ...(saturation !== undefined && { saturation: saturation * factor }),
    ...(offset !== undefined && { offset: offset * factor }),
  };
}

/** Makes an image of a series ready to be drawn. */
export function loadedImage({ name, known, image, index, stack }: SeriesImage, images: number): LoadedImage {
  const { facts } = known;
  const single = metadataOf(facts, image, index);
  const metadata = stack ? stackedMetadata(single, stack) : single;
  const numbered = images > 1 ? `${name}, image ${index + 1} of ${images}` : name;
  const misfit = misplaced(facts, image);
  return {
    name: stack ? `${numbered}, ${stack.what}` : numbered,
    panels: image.panels.map(({ data, shape }, p) =>
      preparedPanel(data, shape as [number, number], image.masks?.[p], metadata, p),
    ),
    metadata,
    unknown: misfit ? ['geometry'] : missingMetadata(facts),
    header: image.header,
    format: known.file.format,
    warnings: [...(facts?.warnings ?? []), ...(misfit ? [`the file ${misfit}`] : [])],
  };
}
