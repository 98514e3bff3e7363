import { percentilesOf } from '@braggsim/analysis';
import type { ShownImage } from './shown-image';

export const SCALES = ['linear', 'log', 'square root', 'symmetric log'] as const;
export type Scale = (typeof SCALES)[number];

/** The range of values that a picture shows. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Ratio of the slopes of a logarithmic scale at its ends. */
const STEEPNESS = 1000;
const LOG_STEEPNESS = Math.log1p(STEEPNESS);

/**
 * Returns the function from values to the place on a colour scale, 0 at the low end of the range and 1 at the high end; it may
 * exceed both. The logarithmic scale is log(1 + 1000 u) / log(1001) of the linear place u, as in SAOImage DS9, so that it is defined for all
 * ranges; the symmetric one has its middle at the value 0.
 */
export function scaleOf(scale: Scale, { low, high }: ValueRange): (value: number) => number {
  const width = high - low || Number.MIN_VALUE;
  const log = (u: number): number => (u <= 0 ? u : Math.log1p(STEEPNESS * u) / LOG_STEEPNESS);
  switch (scale) {
    case 'linear':
      return (value) => (value - low) / width;
    case 'square root':
      return (value) => (value <= low ? (value - low) / width : Math.sqrt((value - low) / width));
    case 'log':
      return (value) => log((value - low) / width);
    case 'symmetric log': {
      const largest = Math.max(Math.abs(low), Math.abs(high)) || Number.MIN_VALUE;
      return (value) => 0.5 + 0.5 * Math.sign(value) * log(Math.abs(value) / largest);
    }
  }
}

/**
 * Returns the function of `scaleOf` with a threshold: values below it have the place of the background, which is the low end of the scale. On the
 * symmetric scale the size of a value counts, and the background is the value 0.
 *
 * @param threshold null for none
 */
export function thresholdedScale(scale: Scale, range: ValueRange, threshold: number | null): (value: number) => number {
  const place = scaleOf(scale, range);
  if (threshold === null) return place;
  return scale === 'symmetric log'
    ? (value) => (Math.abs(value) < threshold ? place(0) : place(value))
    : (value) => (value < threshold ? 0 : place(value));
}

/** Number of pixels from which percentiles are determined. */
const SAMPLED_PIXELS = 100_000;

/** Samples of images, which several parts of the page look at. */
const sampled = new WeakMap<ShownImage['panels'], Float64Array>();

/** Returns some pixels that count, at equal distances; all of a small image. Every image is sampled once. */
export function sampledPixels({ panels }: Pick<ShownImage, 'panels'>): Float64Array {
  const before = sampled.get(panels);
  if (before) return before;
  const samples = samplesOf(panels);
  sampled.set(panels, samples);
  return samples;
}

function samplesOf(panels: ShownImage['panels']): Float64Array {
  const total = panels.reduce((sum, { pixels }) => sum + pixels.length, 0);
  // An odd distance, so that samples of an even width do not lie in the same columns.
  const every = Math.floor(total / SAMPLED_PIXELS) | 1;
  const samples = new Float64Array(panels.reduce((sum, { pixels }) => sum + Math.ceil(pixels.length / every), 0));
  let count = 0;
  for (const { pixels, mask } of panels) {
    for (let i = 0; i < pixels.length; i += every) {
      if (!(mask && mask[i] !== 0)) samples[count++] = pixels[i] as number;
    }
  }
  return samples.subarray(0, count);
}

/** Determines the range between two percentiles of the sampled pixels. It is never empty. */
export function percentileRange(samples: ArrayLike<number>, low: number, high: number): ValueRange {
  const [from = Number.NaN, to = Number.NaN] = percentilesOf(samples, [low, high]);
  if (Number.isNaN(from)) return { low: 0, high: 1 };
  return { low: from, high: to > from ? to : from + (Math.abs(from) || 1) };
}

/** Returns a histogram over the places of a colour scale. */
export function histogram(samples: ArrayLike<number>, place: (value: number) => number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < samples.length; i++) {
    const bin = Math.floor(place(samples[i] as number) * bins);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
