import type { LabelPlan } from '../plan/plan';
import type { LatticeFrame } from './crystal-frame';
import { type Prediction, type Reflection, seenReflections } from './predict';

/** A spot of a noise-free image. */
export interface Spot extends Reflection {
  /** Middle of its photons, px along fast and slow. */
  readonly centroid: readonly [number, number];
  /** Noise-free Bragg photons of its pixels. */
  readonly photons: number;
  /** Background photons under its mask. */
  readonly background: number;
  /** Bragg photons of its brightest pixel. */
  readonly peak: number;
  /** Whether it stands out of the noise. */
  readonly strong: boolean;
  /** Its mask: places of the pixels at or above half of the brightest one. */
  readonly mask: readonly number[];
}

/** A noise-free shot. */
export interface NoiseFree {
  /** Bragg photons, and those of the background, [slow, fast]. */
  readonly bragg: Float32Array;
  readonly background: Float32Array;
  /** 1 for pixels that are measured. */
  readonly measured: Uint8Array;
}

/** Part of the photons of the least spot that a pixel needs to show that there is a reflection. */
const SEEN = 0.01;

/**
 * Lists the spots of a noise-free shot: reflections whose photons reach `minPhotons`. The photons of a pixel belong to the
 * reflection whose predicted place is nearest, and within a radius.
 *
 * @param radius px
 */
export function findSpots(
  { bragg, background, measured }: NoiseFree,
  frames: readonly LatticeFrame[],
  predicted: Prediction,
  radius: number,
  { minPhotons, strongSigma }: LabelPlan,
): readonly Spot[] {
  const { pixelsFast, pixelsSlow } = predicted.panel;
  const bright: number[] = [];
  for (let i = 0; i < bragg.length; i++) {
    if ((bragg[i] as number) >= SEEN * minPhotons && measured[i] === 1) bright.push(i);
  }
  const reflections = seenReflections(bright, frames, predicted);
  const owners = ownersOf(reflections, pixelsFast, pixelsSlow, radius);
  return reflections.flatMap((reflection, i): Spot[] => {
    let [photons, byFast, bySlow, peak] = [0, 0, 0, 0];
    const pixels: number[] = [];
    forPixels(reflection, pixelsFast, pixelsSlow, radius, (pixel, fast, slow) => {
      if (owners[pixel] !== i || measured[pixel] === 0) return;
      const value = bragg[pixel] as number;
      photons += value;
      byFast += value * (fast + 0.5);
      bySlow += value * (slow + 0.5);
      peak = Math.max(peak, value);
      pixels.push(pixel);
    });
    if (!(photons >= minPhotons)) return [];
    const mask = pixels.filter((pixel) => (bragg[pixel] as number) >= peak / 2);
    const sum = (image: Float32Array) => mask.reduce((total, pixel) => total + (image[pixel] as number), 0);
    const [signal, under] = [sum(bragg), sum(background)];
    return [
      {
        ...reflection,
        centroid: [byFast / photons, bySlow / photons],
        photons,
        background: under,
        peak,
        strong: signal / Math.sqrt(signal + under) >= strongSigma,
        mask,
      },
    ];
  });
}

/** Calls a function for the pixels of an image whose middles are within a radius of a place. */
function forPixels(
  { place: [atFast, atSlow] }: Pick<Reflection, 'place'>,
  pixelsFast: number,
  pixelsSlow: number,
  radius: number,
  use: (pixel: number, fast: number, slow: number, squaredDistance: number) => void,
): void {
  const first = (at: number) => Math.max(0, Math.ceil(at - radius - 0.5));
  const last = (at: number, pixels: number) => Math.min(pixels - 1, Math.floor(at + radius - 0.5));
  for (let slow = first(atSlow); slow <= last(atSlow, pixelsSlow); slow++) {
    for (let fast = first(atFast); fast <= last(atFast, pixelsFast); fast++) {
      const squared = (fast + 0.5 - atFast) ** 2 + (slow + 0.5 - atSlow) ** 2;
      if (squared <= radius * radius) use(slow * pixelsFast + fast, fast, slow, squared);
    }
  }
}

/** Returns for every pixel the number of the reflection whose place is nearest and within the radius, or -1. */
function ownersOf(
  reflections: readonly Reflection[],
  pixelsFast: number,
  pixelsSlow: number,
  radius: number,
): Int32Array {
  const owners = new Int32Array(pixelsFast * pixelsSlow).fill(-1);
  const nearest = new Float64Array(owners.length).fill(Number.POSITIVE_INFINITY);
  for (const [i, reflection] of reflections.entries()) {
    forPixels(reflection, pixelsFast, pixelsSlow, radius, (pixel, _fast, _slow, squared) => {
      if (squared >= (nearest[pixel] as number)) return;
      nearest[pixel] = squared;
      owners[pixel] = i;
    });
  }
  return owners;
}

/** Values of a peak mask. */
export const PEAK_MASK = { none: 0, strong: 1, overlap: 2, masked: 255 } as const;

/** Makes the peak mask of an image: where strong spots are, where they overlap, and what is not measured. */
export function peakMask(spots: readonly Spot[], measured: Uint8Array): Uint8Array {
  const mask = measured.map((value) => (value === 0 ? PEAK_MASK.masked : PEAK_MASK.none));
  for (const { strong, mask: pixels } of spots) {
    if (!strong) continue;
    for (const pixel of pixels) {
      if (mask[pixel] === PEAK_MASK.none) mask[pixel] = PEAK_MASK.strong;
      else if (mask[pixel] === PEAK_MASK.strong) mask[pixel] = PEAK_MASK.overlap;
    }
  }
  return mask;
}

/** Counts the pairs of strong spots of different lattices that are nearer than two radii. */
export function countOverlaps(spots: readonly Spot[], radius: number): number {
  const strong = spots.filter((spot) => spot.strong);
  let pairs = 0;
  for (const [i, one] of strong.entries()) {
    for (const other of strong.slice(i + 1)) {
      if (one.lattice === other.lattice) continue;
      const [fast, slow] = [one.place[0] - other.place[0], one.place[1] - other.place[1]];
      if (fast * fast + slow * slow < 4 * radius * radius) pairs++;
    }
  }
  return pairs;
}

/** Number of strong spots from which on a resolution is told, and the part of them that it holds for. */
const MIN_STRONG = 10;
const FRACTION = 0.95;

/** Returns the d-spacing (Å) that 95 % of the strong spots do not go below (nearest rank); NaN with fewer than ten. */
export function strongResolution(spots: readonly Spot[]): number {
  const inverses = spots.flatMap(({ strong, dSpacing }) => (strong ? [1 / dSpacing] : [])).sort((a, b) => a - b);
  if (inverses.length < MIN_STRONG) return Number.NaN;
  return 1 / (inverses[Math.ceil(FRACTION * inverses.length) - 1] as number);
}
