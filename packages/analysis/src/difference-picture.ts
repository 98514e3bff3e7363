import { formatG } from '@braggsim/core/text';
import { valueAtPercentile } from './percentile';

/** A colour picture of the difference of two images. */
export interface DifferencePicture {
  readonly width: number;
  readonly height: number;
  /** Colours [row, column, 3]; row 0 is slow 0. */
  readonly rgb: Uint8Array;
  /** Description of the colour scale, for a legend. */
  readonly mapping: string;
}

/** Options of `differencePicture`. */
export interface DifferencePictureOptions {
  /** Largest side of the picture, pixels; larger images are binned, each bin showing its largest difference. Default 1600. */
  readonly largestSide?: number;
}

/** Percentile of the non-zero differences that has full colour, so that a single outlier does not make all other pixels white. */
const FULL_COLOUR = 99.9;

/**
 * Shows a difference in colours on a linear scale: white for zero, red where the image is brighter than the reference, blue
 * where it is darker, and black for NaN.
 *
 * @param difference image minus reference
 * @param shape [slow, fast]
 */
export function differencePicture(
  difference: Float64Array,
  shape: readonly [number, number],
  { largestSide = 1600 }: DifferencePictureOptions = {},
): DifferencePicture {
  const factor = Math.ceil(Math.max(...shape) / largestSide);
  const { values, width, height } = binned(difference, shape, factor);
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const full = sizes.length > 0 ? valueAtPercentile(sizes, FULL_COLOUR) : 1;
  const rgb = new Uint8Array(3 * values.length);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const fade = Math.round(255 * (1 - Math.min(Math.abs(value) / full, 1)));
    rgb.set(value < 0 ? [fade, fade, 255] : [255, fade, fade], 3 * i);
  });
  const bins = factor > 1 ? `, largest of ${factor} x ${factor} pixels` : '';
  return { width, height, rgb, mapping: `red above, blue below the reference, full colour at ${formatG(full)}${bins}` };
}

/** Reduces an image to the difference of largest size in each square of `factor` by `factor` pixels; NaN counts as largest. */
function binned(difference: Float64Array, [slow, fast]: readonly [number, number], factor: number) {
  const height = Math.ceil(slow / factor);
  const width = Math.ceil(fast / factor);
  const values = new Float64Array(width * height);
  for (let s = 0; s < slow; s++) {
    const row = Math.floor(s / factor) * width;
    for (let f = 0; f < fast; f++) {
      const at = row + Math.floor(f / factor);
      const value = difference[s * fast + f] as number;
      if (!(Math.abs(value) <= Math.abs(values[at] as number))) values[at] = value;
    }
  }
  return { values, width, height };
}
