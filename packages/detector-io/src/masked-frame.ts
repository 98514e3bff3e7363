import type { Image, Panel, PanelRows, PixelMask, Pixels } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { frameLayout, frameOf, framePixelMask, isFilled, type MaskedValues, maskedValue } from './frame';
import type { PanelPixels } from './panel';

/** Values that mark masked counts in CBF, which readers of other formats with signed whole numbers also know. */
export const NEGATIVE_VALUES: MaskedValues = { gap: -1, bad: -2 };
/** Values that mark masked floats. */
export const NOT_A_NUMBER: MaskedValues = { gap: Number.NaN, bad: Number.NaN };
/** Values of masked pixels in formats without negative numbers. */
export const ZERO_VALUES: MaskedValues = { gap: 0, bad: 0 };

/**
 * Returns the mask of the frame of an image, [slow, fast] as in `frameOf`: its masks, the gaps of its panels and the
 * positions between panels.
 *
 * @returns undefined where no pixel is masked
 */
export function frameMask({ masks = [], metadata }: Image): PixelMask | undefined {
  if (masks.every((mask) => mask === undefined) && isFilled(metadata)) return undefined;
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

/** Returns the values that mark masked pixels of an array type: NaN for floats, negative values for counts. */
const naturalValues = (pixels: Pixels): MaskedValues =>
  pixels instanceof Float32Array || pixels instanceof Float64Array ? NOT_A_NUMBER : NEGATIVE_VALUES;

/** Returns a copy whose type can hold the values of masked pixels. */
function roomFor(pixels: Pixels, { gap, bad }: MaskedValues): Pixels {
  if (pixels instanceof Float32Array || pixels instanceof Float64Array) return pixels.slice();
  if (Number.isNaN(gap) || Number.isNaN(bad)) return Float64Array.from(pixels);
  if (gap >= 0 && bad >= 0) return pixels.slice();
  return pixels instanceof Uint32Array ? Float64Array.from(pixels) : Int32Array.from(pixels);
}

/**
 * Returns the values of a frame with those of masked pixels replaced; a new array where any is replaced.
 *
 * @param values values of masked pixels; by default NaN for floats and negative ones for counts
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
 * Returns the frame of an image with the values of the pixels in its masks replaced. Gaps of the detector keep their
 * recorded values, which are 0 in simulated images, for formats that do not describe a detector.
 */
export function maskedFrame(image: Image, values?: MaskedValues): PanelPixels {
  const named = image.masks?.some((mask) => mask !== undefined) ?? false;
  return withMaskedValues(frameOf(image), named ? frameMask(image) : undefined, values);
}
