import { recordingPanels } from '@braggsim/geometry';
import { assemble, assembleOver, stacked, WHOLE } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import type { LoadedImage } from './messages';

/** Assembles the panels of an image: by their geometry, or below each other where it is unknown. */
export function shownImage({ panels, metadata, picture, ...image }: LoadedImage): ShownImage {
  const rows = recordingPanels(metadata.detector);
  const fits = rows.length === panels.length;
  const assembly = !fits
    ? stacked(panels)
    : picture
      ? assembleOver(rows, recordingPanels(picture), picture)
      : assemble(rows, metadata.detector);
  const { places, ...size } = assembly;
  return {
    ...image,
    ...size,
    metadata,
    panels: panels.map((panel, p) => ({
      ...panel,
      name: (fits ? rows[p]?.name : undefined) ?? `panel ${p + 1}`,
      place: places[p] ?? WHOLE,
    })),
  };
}
