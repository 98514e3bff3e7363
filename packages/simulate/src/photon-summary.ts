import type { Pixels } from '@braggsim/core/derived';
import { type FinishedRows, type FloatPixels, type PixelSums, pixelLoops } from '@braggsim/core/kernel';

/** The brightness of an image in expected photons. */
export interface PhotonSummary {
  /** Sum over all pixels. */
  readonly photons: number;
  /** Brightest pixel, and where it is. */
  readonly max: number;
  readonly maxAt: { readonly panel: number; readonly fast: number; readonly slow: number };
}

/** A summary of an image whose rows become known one after the other. */
export interface GrowingSummary {
  /** Adds the rows before `endRow` that have not been added yet; panels come in order. */
  addRows(rows: FinishedRows): void;
  /** Adds what has not been added yet. */
  complete(photons: readonly Pixels[]): PhotonSummary;
}

const NOTHING: PixelSums = { sum: 0, squares: 0, max: Number.NEGATIVE_INFINITY };
/** Pixels that are copied at a time where they are no floats. */
const CHUNK = 2 ** 16;

const isFloat = (pixels: Pixels): pixels is FloatPixels =>
  pixels instanceof Float32Array || pixels instanceof Float64Array;

/** Adds pixels of any type to sums. */
function added(sums: PixelSums, pixels: Pixels): PixelSums {
  if (isFloat(pixels)) return pixelLoops.sums(pixels, sums);
  let all = sums;
  for (let start = 0; start < pixels.length; start += CHUNK) {
    all = pixelLoops.sums(Float64Array.from(pixels.subarray(start, start + CHUNK)), all);
  }
  return all;
}

/**
 * Creates a summary of photons to which finished rows are added.
 *
 * @param panels their numbers of fast pixels
 */
export function growingSummary(panels: readonly { readonly pixelsFast: number }[]): GrowingSummary {
  const done = panels.map(() => 0);
  let sums = NOTHING;
  let maxAt = { panel: 0, fast: 0, slow: 0 };
  const add = (panel: number, photons: Pixels, end: number): void => {
    const from = done[panel] as number;
    if (end <= from) return;
    const { pixelsFast } = panels[panel] as (typeof panels)[number];
    const pixels = photons.subarray(from, end);
    const { max } = sums;
    sums = added(sums, pixels);
    done[panel] = end;
    if (!(sums.max > max)) return;
    const at = from + pixels.indexOf(sums.max);
    maxAt = { panel, fast: at % pixelsFast, slow: Math.floor(at / pixelsFast) };
  };
  return {
    addRows: ({ panel, endRow, photons }) => add(panel, photons, endRow * (panels[panel]?.pixelsFast ?? 0)),
    complete: (photons) => {
      for (const [panel, image] of photons.entries()) add(panel, image, image.length);
      return { photons: sums.sum, max: sums.max, maxAt };
    },
  };
}
