import type { Image, Panel, PanelRows, PixelMask, Pixels } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { frameLayout, frameOf, framePixelMask, type MaskedValues, maskedValue } from './frame';
import type { PanelPixels } from './panel';

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

/** What marks masked pixels among values of a type: NaN among floats, negative values among counts. */
const naturalValues = (pixels: Pixels): MaskedValues =>
  pixels instanceof Float32Array || pixels instanceof Float64Array ? NOT_A_NUMBER : NEGATIVE_VALUES;

/** A copy that can hold the values of masked pixels. */
function roomFor(pixels: Pixels, { gap, bad }: MaskedValues): Pixels {
  if (pixels instanceof Float32Array || pixels instanceof Float64Array) return pixels.slice();
  if (Number.isNaN(gap) || Number.isNaN(bad)) return Float64Array.from(pixels);
  if (gap >= 0 && bad >= 0) return pixels.slice();
  return pixels instanceof Uint32Array ? Float64Array.from(pixels) : Int32Array.from(pixels);
}

/**
 * The values of a frame, those of masked pixels replaced; an array of its own where any is.
 *
 * @param values NaN for floats and negative ones for counts when absent
 */
export function withMaskedValues(
  { pixels, shape }: PanelPixels,
  mask: PixelMask | undefined,
  values: MaskedValues = naturalValues(pixels),
): PanelPixels {
  if (!mask) return { pixels, shape };
  const replaced = roomFor(pixels, values);
  for (let i = 0; i < mask.length; i++) {
    const bits = mask[i] as number;
    if (bits !== 0) replaced[i] = maskedValue(bits, values);
  }
  return { pixels: replaced, shape };
}

/**
 * The frame of an image with the values of pixels replaced that its masks name. Gaps of the detector keep what was recorded
 * there, for formats that know no detector: nothing, in images that were simulated.
 */
export function maskedFrame(image: Image, values?: MaskedValues): PanelPixels {
  const named = image.masks?.some((mask) => mask !== undefined) ?? false;
  return withMaskedValues(frameOf(image), named ? frameMask(image) : undefined, values);
}
