import { parameters } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { infernoTable } from './colour-map';
import type { PanelPixels } from './panel';

export const previewParameters = parameters({
  lowPercentile: {
    type: 'number',
    unit: '%',
    min: 0,
    max: 100,
    default: 1,
    doc: 'percentile of the positive pixels that is drawn black',
  },
  highPercentile: {
    type: 'number',
    unit: '%',
    min: 0,
    max: 100,
    default: 99.9,
    doc: 'percentile of the positive pixels that is drawn brightest',
  },
  decades: {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 4,
    doc: 'black is at most this many powers of ten below the brightest',
  },
  largestSide: {
    type: 'integer',
    unit: 'px',
    min: 1,
    default: 1600,
    doc: 'larger images are binned down to this, each bin showing its largest pixel',
  },
});

export interface PreviewOptions {
  readonly lowPercentile?: number | undefined;
  readonly highPercentile?: number | undefined;
  readonly decades?: number | undefined;
  readonly largestSide?: number | undefined;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Colours [row, column, 3]; row 0 is slow 0. */
  readonly rgb: Uint8Array;
  /** A description of the mapping from values to colours. */
  readonly mapping: string;
}

/** Grey level of masked pixels; the colour map contains no grey. */
const MASKED_GREY = 96;

/**
 * Returns the largest value of each square of `factor` pixels; NaN counts as 0. A square of masked pixels only is
 * masked.
 */
function binned(pixels: Pixels, [slow, fast]: readonly [number, number], factor: number, mask: PixelMask | undefined) {
  const height = Math.ceil(slow / factor);
  const width = Math.ceil(fast / factor);
  const values = new Float32Array(width * height);
  const counted = mask && new Uint8Array(width * height);
  for (let s = 0; s < slow; s++) {
    const row = Math.floor(s / factor) * width;
    for (let f = 0; f < fast; f++) {
      const at = row + Math.floor(f / factor);
      if (mask && counted) {
        if (mask[s * fast + f] !== 0) continue;
        counted[at] = 1;
      }
      const value = pixels[s * fast + f] as number;
      if (value > (values[at] as number)) values[at] = value;
    }
  }
  return { values, counted, width, height };
}

/**
 * Returns the colours of an image on a logarithmic scale between two percentiles of its positive pixels. The result is
 * not meant for measurements.
 *
 * @param mask pixels that are drawn in grey and excluded from the scale, [slow, fast]
 */
export function previewPicture(
  { pixels, shape }: PanelPixels,
  options: PreviewOptions = {},
  mask?: PixelMask,
): Picture {
  const { lowPercentile = 1, highPercentile = 99.9, decades = 4, largestSide = 1600 } = options;
  const factor = Math.ceil(Math.max(...shape) / largestSide);
  const { values, counted, width, height } = binned(pixels, shape, factor, mask);

  const positive = values.filter((value) => value > 0 && value < Number.POSITIVE_INFINITY).sort();
  const percentile = (p: number) => positive[Math.round((p / 100) * (positive.length - 1))] ?? 1;
  const high = percentile(highPercentile);
  const low = Math.max(percentile(lowPercentile), high * 10 ** -decades);
  const range = Math.log(high / low);

  const colours = infernoTable();
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < values.length; i++) {
    if (counted?.[i] === 0) {
      rgb.fill(MASKED_GREY, 3 * i, 3 * i + 3);
      continue;
    }
    const level = range > 0 ? Math.log((values[i] as number) / low) / range : Number((values[i] as number) >= high);
    const colour = 3 * Math.round(255 * Math.min(Math.max(level, 0), 1));
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = colours[colour + channel] as number;
  }
  const bins = factor > 1 ? `, largest of ${factor} x ${factor} pixels` : '';
  const masked = counted?.includes(0) ? ', masked pixels in grey' : '';
  return { width, height, rgb, mapping: `log scale from ${formatG(low)} to ${formatG(high)}, inferno${bins}${masked}` };
}
