import type { PixelMask, Pixels } from '@braggsim/core/derived';
import type { BackgroundBasis, FitBox, FitPixels } from './fit-pixels';
import { type Calibration, readoutVariance } from './likelihood';

/** The measured values of a panel, [slow, fast]. */
export interface MeasuredPanel {
  readonly values: Pixels;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Non-zero for pixels that do not count. */
  readonly mask?: PixelMask | undefined;
}

/** What is measured, and how its values are read. */
export interface Measurement {
  readonly panels: readonly MeasuredPanel[];
  readonly calibration: Calibration;
  /** Least and largest recorded value that can be trusted. */
  readonly trusted: readonly [number, number];
}

/** Part of the pixels of a box that must count. */
const MIN_PART = 0.6;
const MIN_PIXELS = 12;

/** Returns the box of (2 half + 1)² pixels around a pixel, as far as it lies on its panel; undefined beyond the panel. */
export function boxAround(
  spot: Pick<FitBox, 'centre' | 'panel' | 'hkl' | 'row'>,
  half: number,
  panels: readonly Pick<MeasuredPanel, 'pixelsFast' | 'pixelsSlow'>[],
): FitBox | undefined {
  const panel = panels[spot.panel];
  if (!panel) return undefined;
  const [fast, slow] = spot.centre;
  const box: FitBox = {
    ...spot,
    fast: [Math.max(0, fast - half), Math.min(panel.pixelsFast, fast + half + 1)],
    slow: [Math.max(0, slow - half), Math.min(panel.pixelsSlow, slow + half + 1)],
  };
  return box.fast[1] > box.fast[0] && box.slow[1] > box.slow[0] ? box : undefined;
}

/** Returns numbers that are not 0 for the pixels of a panel that take no part: masked, not to be trusted, or beside one above the trusted range. */
function untrustedPixels(panel: MeasuredPanel, [least, largest]: Measurement['trusted']): Uint8Array {
  const { values, pixelsFast, pixelsSlow, mask } = panel;
  const out = new Uint8Array(pixelsFast * pixelsSlow);
  for (let i = 0; i < out.length; i++) {
    const value = values[i] as number;
    if (mask?.[i]) out[i] = 1;
    else if (value > largest) leaveOutAround(out, i, pixelsFast, pixelsSlow);
    else if (!(value >= least && value <= largest)) out[i] = 1;
  }
  return out;
}

const known = new WeakMap<Measurement, readonly Uint8Array[]>();

/** Returns the pixels of each panel of an image that take no part, as `untrustedPixels` gives them. */
export function untrustedOf(measurement: Measurement): readonly Uint8Array[] {
  const before = known.get(measurement);
  if (before) return before;
  const found = measurement.panels.map((panel) => untrustedPixels(panel, measurement.trusted));
  known.set(measurement, found);
  return found;
}

/** Marks pixel `i` of a panel and its neighbours as left out; those beyond the edges are not there. */
function leaveOutAround(out: Uint8Array, i: number, pixelsFast: number, pixelsSlow: number): void {
  const [fast, slow] = [i % pixelsFast, Math.floor(i / pixelsFast)];
  for (let s = Math.max(0, slow - 1); s <= Math.min(pixelsSlow - 1, slow + 1); s++) {
    for (let f = Math.max(0, fast - 1); f <= Math.min(pixelsFast - 1, fast + 1); f++) out[s * pixelsFast + f] = 1;
  }
}

/** What decides which pixels of boxes are used. */
export interface PixelChoice {
  /** Pixels of each panel that take no part, as `untrustedPixels` gives them. */
  readonly untrusted: readonly Uint8Array[];
  /** Edge of a box that lies within its panel, pixels. */
  readonly edge: number;
  /** Tells whether a pixel is within the limits of resolution; all are when absent. */
  readonly wanted?: ((panel: number, fast: number, slow: number) => boolean) | undefined;
  /** Makes the background of the pixels that were chosen. */
  readonly background: (pixels: Omit<FitPixels, 'background'>) => BackgroundBasis;
}

/**
 * Returns the pixels of boxes that a fit uses: trusted, not masked, within the limits of resolution, and each once, in the first box that has
 * it. Boxes with less than 60 % of their pixels, or fewer than 12, are left out.
 */
export function selectPixels(boxes: readonly FitBox[], measurement: Measurement, choice: PixelChoice): FitPixels {
  const { panels, calibration } = measurement;
  const usable = boxes.map((box) => ({ box, kept: usablePixels(box, panels, choice) }));
  const whole = choice.edge * choice.edge;
  const chosen = usable.filter(({ kept }) => kept.length >= Math.max(MIN_PIXELS, MIN_PART * whole));
  const taken = panels.map(({ pixelsFast, pixelsSlow }) => new Uint8Array(pixelsFast * pixelsSlow));
  const [index, boxOf, fasts, slows, photons]: number[][] = [[], [], [], [], []];
  let [start, total] = [0, 0];
  for (const [k, { box, kept }] of chosen.entries()) {
    const { pixelsFast, values } = panels[box.panel] as MeasuredPanel;
    const width = box.fast[1] - box.fast[0];
    const claimed = taken[box.panel] as Uint8Array;
    for (const [fast, slow] of kept) {
      const at = slow * pixelsFast + fast;
      if (claimed[at]) continue;
      claimed[at] = 1;
      index?.push(start + (slow - box.slow[0]) * width + fast - box.fast[0]);
      boxOf?.push(k);
      fasts?.push(fast);
      slows?.push(slow);
      photons?.push(((values[at] as number) - calibration.offset) / calibration.gain);
    }
    total += kept.length;
    start += width * (box.slow[1] - box.slow[0]);
  }
  const withoutBackground = {
    boxes: chosen.map(({ box }) => box),
    count: index?.length ?? 0,
    index: Int32Array.from(index ?? []),
    box: Int32Array.from(boxOf ?? []),
    fast: Int32Array.from(fasts ?? []),
    slow: Int32Array.from(slows ?? []),
    photons: Float64Array.from(photons ?? []),
    readoutVariance: readoutVariance(calibration),
    masked: boxes.length * whole - total,
  };
  return { ...withoutBackground, background: choice.background(withoutBackground) };
}

function usablePixels(
  { panel, fast, slow }: FitBox,
  panels: readonly MeasuredPanel[],
  { untrusted, wanted }: PixelChoice,
): [fast: number, slow: number][] {
  const { pixelsFast } = panels[panel] as MeasuredPanel;
  const out = untrusted[panel] as Uint8Array;
  const kept: [number, number][] = [];
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) {
      if (out[s * pixelsFast + f] || (wanted && !wanted(panel, f, s))) continue;
      kept.push([f, s]);
    }
  }
  return kept;
}
