import { formatG, type Pixels, parameters } from '@braggsim/core';
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
    open: true,
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
  /** [row, column, 3]; row 0 is slow 0. */
  readonly rgb: Uint8Array;
  /** How values became colours, in words. */
  readonly mapping: string;
}

/** Largest value of each square of `factor` pixels; NaN counts as 0. */
function binned(pixels: Pixels, [slow, fast]: readonly [number, number], factor: number) {
  const height = Math.ceil(slow / factor);
  const width = Math.ceil(fast / factor);
  const values = new Float32Array(width * height);
  for (let s = 0; s < slow; s++) {
    const row = Math.floor(s / factor) * width;
    for (let f = 0; f < fast; f++) {
      const at = row + Math.floor(f / factor);
      const value = pixels[s * fast + f] as number;
      if (value > (values[at] as number)) values[at] = value;
    }
  }
  return { values, width, height };
}

/** Colours of an image on a logarithmic scale between two percentiles of its positive pixels. Not for measuring. */
export function previewPicture({ pixels, shape }: PanelPixels, options: PreviewOptions = {}): Picture {
  const { lowPercentile = 1, highPercentile = 99.9, decades = 4, largestSide = 1600 } = options;
  const factor = Math.ceil(Math.max(...shape) / largestSide);
  const { values, width, height } = binned(pixels, shape, factor);

  const positive = values.filter((value) => value > 0 && value < Number.POSITIVE_INFINITY).sort();
  const percentile = (p: number) => positive[Math.round((p / 100) * (positive.length - 1))] ?? 1;
  const high = percentile(highPercentile);
  const low = Math.max(percentile(lowPercentile), high * 10 ** -decades);
  const range = Math.log(high / low);

  const colours = infernoTable();
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < values.length; i++) {
    const level = range > 0 ? Math.log((values[i] as number) / low) / range : Number((values[i] as number) >= high);
    const colour = 3 * Math.round(255 * Math.min(Math.max(level, 0), 1));
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = colours[colour + channel] as number;
  }
  const bins = factor > 1 ? `, largest of ${factor} x ${factor} pixels` : '';
  return { width, height, rgb, mapping: `log scale from ${formatG(low)} to ${formatG(high)}, inferno${bins}` };
}
