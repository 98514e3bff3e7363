import { formatG } from '@braggsim/core';
import { valueAtPercentile } from './percentile';

/** A picture for people. */
export interface DifferencePicture {
  readonly width: number;
  readonly height: number;
  /** [row, column, 3]; row 0 is slow 0. */
  readonly rgb: Uint8Array;
  /** How values became colours, in words. */
  readonly mapping: string;
}

export interface DifferencePictureOptions {
  /** Larger images are binned down to this, each bin showing its largest difference. Default 1600. */
  readonly largestSide?: number;
}

/** The percentile of the differences that are not zero which has full colour: a single wild pixel must not make all else white. */
const FULL_COLOUR = 99.9;

/**
 * A difference in colours: white where there is none, red where the image is brighter than the reference, blue where
 * it is darker, on a linear scale. Black where it is not a number.
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

/** The difference of largest size in each square of `factor` pixels; NaN counts as largest. */
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
