import { type Image, MASK_BITS, type Panel, type PanelRows, type PixelMask, type Pixels } from '@braggsim/core';
import { recordingPanels } from '@braggsim/geometry';
import { frameLayout, frameOf, framePixelMask } from './frame';
import type { PanelPixels } from './panel';

/** Values by which a format marks masked pixels: `gap` where there is no pixel, `bad` for all other reasons. */
export interface MaskedValues {
  readonly gap: number;
  readonly bad: number;
}

/** Counts: those of CBF, which readers of other formats of whole numbers with a sign know as well. */
export const NEGATIVE_VALUES: MaskedValues = { gap: -1, bad: -2 };
/** Floats. */
export const NOT_A_NUMBER: MaskedValues = { gap: Number.NaN, bad: Number.NaN };
/** Formats without negative numbers. */
export const ZERO_VALUES: MaskedValues = { gap: 0, bad: 0 };

/**
 * The mask of the frame of an image, [slow, fast] as `frameOf` has it: what its masks say, the gaps of its panels and what
 * lies between panels.
 *
 * @returns undefined where every pixel counts
 */
export function frameMask({ masks = [], metadata }: Image): PixelMask | undefined {
  const mask = framePixelMask(metadata);
  const panels = recordingPanels(metadata.detector);
  const { shape, places } = frameLayout(panels);
  panels.forEach(({ pixelsFast, pixelsSlow }: Panel, p) => {
    const own = masks[p];
    const { slow } = places[p] as PanelRows;
    if (!own) return;
    for (let row = 0; row < pixelsSlow; row++) {
      for (let fast = 0; fast < pixelsFast; fast++) {
        const at = (slow + row) * shape[1] + fast;
        mask[at] = (mask[at] as number) | (own[row * pixelsFast + fast] as number);
      }
    }
  });
  return mask.some((bits) => bits !== 0) ? mask : undefined;
}

/** The values of a frame, those of masked pixels replaced; an array of its own where any is. */
export function withMaskedValues(
  { pixels, shape }: PanelPixels,
  mask: PixelMask | undefined,
  { gap, bad }: MaskedValues,
): PanelPixels {
  if (!mask) return { pixels, shape };
  const replaced: Pixels =
    pixels instanceof Float32Array && Number.isNaN(gap) ? pixels.slice() : Float64Array.from(pixels);
  for (let i = 0; i < mask.length; i++) {
    const bits = mask[i] as number;
    if (bits !== 0) replaced[i] = (bits & MASK_BITS.gap) !== 0 ? gap : bad;
  }
  return { pixels: replaced, shape };
}

/** The frame of an image with the values of masked pixels replaced. */
export const maskedFrame = (image: Image, values: MaskedValues): PanelPixels =>
  withMaskedValues(frameOf(image), frameMask(image), values);
