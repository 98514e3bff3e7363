import type { Experiment } from '@braggsim/experiment';
import { type DetectorSection, type PanelRow, withCatalogue } from '@braggsim/geometry';

/** How many pixels of the full picture, along each edge, one of a preview covers. */
export const PREVIEW_FACTOR = 4;
/** Number of pixels up to which an image is computed at once, without a preview. */
const SMALL = 128 * 128;

type Gap = readonly [number, number, number, number];

const fewer = (pixels: number): number => Math.ceil(pixels / PREVIEW_FACTOR);

/** Keeps the larger pixels that lie in a gap as a whole, so that none without photons covers a pixel with some. */
const gapsOf = (gaps: readonly Gap[]): readonly Gap[] =>
  gaps.flatMap(([fast0, fast1, slow0, slow1]) => {
    const gap = [
      fewer(fast0),
      Math.floor((fast1 + 1) / PREVIEW_FACTOR) - 1,
      fewer(slow0),
      Math.floor((slow1 + 1) / PREVIEW_FACTOR) - 1,
    ] as const;
    return gap[0] <= gap[1] && gap[2] <= gap[3] ? [gap] : [];
  });

const panelOf = ({ pixelsFast, pixelsSlow, pixelMm, pixelSlowMm, gapsPx, ...panel }: PanelRow): PanelRow => ({
  ...panel,
  pixelsFast: fewer(pixelsFast),
  pixelsSlow: fewer(pixelsSlow),
  ...(pixelMm !== undefined && { pixelMm: PREVIEW_FACTOR * pixelMm }),
  ...(pixelSlowMm !== undefined && { pixelSlowMm: PREVIEW_FACTOR * pixelSlowMm }),
  ...(gapsPx && { gapsPx: gapsOf(gapsPx as readonly Gap[]) }),
});

/**
 * Returns an experiment with pixels four times as wide and high, a sixteenth as many, whose image has the same picture; undefined
 * where the geometry is given in pixels or in a way that does not scale, and for small images.
 */
export function previewOf(experiment: Experiment): Experiment | undefined {
  const detector: DetectorSection = withCatalogue(experiment.detector ?? {});
  const { model: _, mask: __, pixelsFast, pixelsSlow, pixelMm, gapsPx, panels, originPx, ...rest } = detector;
  if (!pixelsFast || !pixelsSlow || !pixelMm || originPx || rest.convention === 'xds') return undefined;
  const pixels = panels
    ? panels.reduce((sum, panel) => sum + panel.pixelsFast * panel.pixelsSlow, 0)
    : pixelsFast * pixelsSlow;
  if (pixels <= SMALL || experiment.sampling?.roi) return undefined;
  // Masks are of full pixels. Beam centres in mm are kept where they are given; those that follow from the size move with its rounding, by less than a pixel.
  return {
    ...experiment,
    detector: {
      ...rest,
      pixelsFast: fewer(pixelsFast),
      pixelsSlow: fewer(pixelsSlow),
      pixelMm: PREVIEW_FACTOR * pixelMm,
      ...(gapsPx && { gapsPx: gapsOf(gapsPx as readonly Gap[]) }),
      ...(panels && { panels: panels.map(panelOf) }),
    },
  };
}
