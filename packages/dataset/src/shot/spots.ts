import type { PixelBounds } from '@braggsim/core/kernel';
import type { LabelPlan } from '../plan/plan';
import type { LatticeFrame } from './crystal-frame';
import { type HeldPixels, indexIn } from './held-pixels';
import { type Prediction, type Reflection, seenReflections } from './predict';
import { scratch } from './scratch';

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
  /** Its mask: places, among the pixels that are held, of those at or above half of the brightest one. */
  readonly mask: readonly number[];
}

/** A noise-free shot. */
export interface NoiseFree extends HeldPixels {
  /** Bragg photons, and those of the background, [slow, fast] of the pixels that are held. */
  readonly bragg: Float32Array;
  readonly background: Float32Array;
  /** 1 for pixels that are measured. */
  readonly measured: Uint8Array;
  /** The pixels that were computed, which are all held. */
  readonly region: PixelBounds;
}

/** Part of the photons of the least spot that a pixel needs to show that there is a reflection. */
const SEEN = 0.01;

const places = scratch((length) => new Int32Array(length));
const numbers = scratch((length) => new Int32Array(length));
const reflectionSums = scratch((length) => new Float64Array(length));
const distances = scratch((length) => new Float64Array(length));

/** Lists the measured pixels of a region that have some photons of spots. */
function brightPixels({ bragg, measured, region, held }: NoiseFree, least: number): Int32Array {
  const { fast, slow } = region;
  const bright = places.any((fast[1] - fast[0]) * (slow[1] - slow[0]));
  let count = 0;
  for (let row = slow[0]; row < slow[1]; row++) {
    const end = indexIn(held, fast[1], row);
    for (let i = indexIn(held, fast[0], row); i < end; i++) {
      if ((bragg[i] as number) >= least && measured[i] === 1) bright[count++] = i;
    }
  }
  return bright.subarray(0, count);
}

/**
 * Lists the spots of a noise-free shot: reflections whose photons reach `minPhotons`. The photons of a pixel belong to the
 * reflection whose predicted place is nearest, and within a radius.
 *
 * @param radius px
 */
export function findSpots(
  image: NoiseFree,
  frames: readonly LatticeFrame[],
  predicted: Prediction,
  radius: number,
  { minPhotons, strongSigma }: LabelPlan,
): readonly Spot[] {
  const { bragg, background, measured, region, held } = image;
  const reflections = seenReflections(brightPixels(image, SEEN * minPhotons), image, frames, predicted);
  const owners = ownersOf(reflections, region, radius);
  const sums = sumsOf(image, owners, reflections.length);
  const { photons, peak } = sums;
  const masks: number[][] = [];
  for (let n = 0; n < reflections.length; n++) masks.push(NO_MASK);
  for (let n = 0; n < reflections.length; n++) if ((photons[n] as number) >= minPhotons) masks[n] = [];
  // Row by row, as in the sums: the pixels of a spot are added in the order of their rows.
  let at = 0;
  for (let slow = region.slow[0]; slow < region.slow[1]; slow++) {
    const end = indexIn(held, region.fast[1], slow);
    for (let pixel = indexIn(held, region.fast[0], slow); pixel < end; pixel++) {
      const owner = (owners[at++] as number) - 1;
      if (owner < 0 || !((bragg[pixel] as number) >= (peak[owner] as number) / 2)) continue;
      if (measured[pixel] === 1 && masks[owner] !== NO_MASK) (masks[owner] as number[]).push(pixel);
    }
  }
  const spots: Spot[] = [];
  for (let n = 0; n < reflections.length; n++) {
    const mask = masks[n] as number[];
    if (mask === NO_MASK) continue;
    let signal = 0;
    let under = 0;
    for (let i = 0; i < mask.length; i++) {
      signal += bragg[mask[i] as number] as number;
      under += background[mask[i] as number] as number;
    }
    const { lattice, hkl, place, dSpacing, excitation } = reflections[n] as Reflection;
    const own = photons[n] as number;
    spots.push({
      lattice,
      hkl,
      place,
      dSpacing,
      excitation,
      centroid: [(sums.byFast[n] as number) / own, (sums.bySlow[n] as number) / own],
      photons: own,
      background: under,
      peak: peak[n] as number,
      strong: signal / Math.sqrt(signal + under) >= strongSigma,
      mask,
    });
  }
  return spots;
}

/** The mask of a reflection that is no spot. */
const NO_MASK: number[] = [];

/** Sums over the measured pixels of reflections. */
interface ReflectionSums {
  /** Bragg photons, and these times the place of the middle of their pixel. */
  readonly photons: Float64Array;
  readonly byFast: Float64Array;
  readonly bySlow: Float64Array;
  /** Photons of the brightest pixel. */
  readonly peak: Float64Array;
}

/** Adds up the photons of reflections, pixel by pixel. */
function sumsOf(
  { bragg, measured, region: { fast: columns, slow: rows }, held }: NoiseFree,
  owners: Int32Array,
  reflections: number,
): ReflectionSums {
  const all = reflectionSums.zeros(4 * reflections);
  const part = (n: number): Float64Array => all.subarray(n * reflections, (n + 1) * reflections);
  const [photons, byFast, bySlow, peak] = [part(0), part(1), part(2), part(3)];
  let at = 0;
  for (let slow = rows[0]; slow < rows[1]; slow++) {
    const row = indexIn(held, 0, slow);
    for (let fast = columns[0]; fast < columns[1]; fast++) {
      const owner = (owners[at++] as number) - 1;
      if (owner < 0) continue;
      const value = bragg[row + fast] as number;
      if (value === 0 || measured[row + fast] === 0) continue;
      photons[owner] = (photons[owner] as number) + value;
      byFast[owner] = (byFast[owner] as number) + value * (fast + 0.5);
      bySlow[owner] = (bySlow[owner] as number) + value * (slow + 0.5);
      if (value > (peak[owner] as number)) peak[owner] = value;
    }
  }
  return { photons, byFast, bySlow, peak };
}

/** Puts the first and last column and row of the pixels of a region whose middles can be within a radius of a place into an array. */
function boxAround(
  atFast: number,
  atSlow: number,
  radius: number,
  { fast, slow }: PixelBounds,
  into: Int32Array,
): void {
  into[0] = Math.max(fast[0], Math.ceil(atFast - radius - 0.5));
  into[1] = Math.min(fast[1] - 1, Math.floor(atFast + radius - 0.5));
  into[2] = Math.max(slow[0], Math.ceil(atSlow - radius - 0.5));
  into[3] = Math.min(slow[1] - 1, Math.floor(atSlow + radius - 0.5));
}

/**
 * Returns for every pixel of a region the number, from 1, of the reflection whose place is nearest and within the radius; 0 for pixels
 * without one.
 */
function ownersOf(reflections: readonly Reflection[], region: PixelBounds, radius: number): Int32Array {
  const width = region.fast[1] - region.fast[0];
  const owners = numbers.zeros(width * (region.slow[1] - region.slow[0]));
  const nearest = distances.any(owners.length);
  const box = new Int32Array(4);
  const most = radius * radius;
  for (let n = 0; n < reflections.length; n++) {
    const [atFast, atSlow] = (reflections[n] as Reflection).place;
    boxAround(atFast, atSlow, radius, region, box);
    const lastFast = box[1] as number;
    const lastSlow = box[3] as number;
    for (let slow = box[2] as number; slow <= lastSlow; slow++) {
      const along = slow + 0.5 - atSlow;
      for (let fast = box[0] as number; fast <= lastFast; fast++) {
        const across = fast + 0.5 - atFast;
        const squared = across * across + along * along;
        if (squared > most) continue;
        const pixel = (slow - region.slow[0]) * width + fast - region.fast[0];
        if (owners[pixel] !== 0 && squared >= (nearest[pixel] as number)) continue;
        nearest[pixel] = squared;
        owners[pixel] = n + 1;
      }
    }
  }
  return owners;
}

/** Values of a peak mask. */
export const PEAK_MASK = { none: 0, strong: 1, overlap: 2, masked: 255 } as const;

/**
 * Makes the peak mask of the pixels that are held: where strong spots are, where a strong spot of another lattice is within the radius of
 * its place, too, and what is not measured.
 *
 * @param radius px
 */
export function peakMask(
  spots: readonly Spot[],
  { measured, held }: Pick<NoiseFree, 'measured' | 'held'>,
  radius: number,
): Uint8Array {
  const mask = new Uint8Array(measured.length);
  for (let i = 0; i < mask.length; i++) if (measured[i] === 0) mask[i] = PEAK_MASK.masked;
  const strong = spots.filter((spot) => spot.strong);
  for (const { mask: pixels } of strong) for (const pixel of pixels) mask[pixel] = PEAK_MASK.strong;
  if (strong.some(({ lattice }) => lattice !== strong[0]?.lattice)) markOverlaps(mask, strong, held, radius);
  return mask;
}

/** Marks the pixels of strong spots that are within the radius of a strong spot of another lattice. */
function markOverlaps(mask: Uint8Array, strong: readonly Spot[], held: PixelBounds, radius: number): void {
  // Each pixel belongs to one spot: the number of its lattice, from 1.
  const lattices = new Uint8Array(mask.length);
  for (const { lattice, mask: pixels } of strong) for (const pixel of pixels) lattices[pixel] = lattice + 1;
  const box = new Int32Array(4);
  for (const { lattice, place } of strong) {
    const [atFast, atSlow] = place;
    boxAround(atFast, atSlow, radius, held, box);
    const [firstFast, lastFast, firstSlow, lastSlow] = box as unknown as [number, number, number, number];
    for (let slow = firstSlow; slow <= lastSlow; slow++) {
      for (let fast = firstFast; fast <= lastFast; fast++) {
        const pixel = indexIn(held, fast, slow);
        if (lattices[pixel] === 0 || lattices[pixel] === lattice + 1) continue;
        if ((fast + 0.5 - atFast) ** 2 + (slow + 0.5 - atSlow) ** 2 <= radius * radius) mask[pixel] = PEAK_MASK.overlap;
      }
    }
  }
}

/** Counts the pairs of strong spots of different lattices that are nearer than two radii. */
export function countOverlaps(spots: readonly Spot[], radius: number): number {
  const strong = spots.filter((spot) => spot.strong).sort((a, b) => a.place[0] - b.place[0]);
  if (strong.every(({ lattice }) => lattice === strong[0]?.lattice)) return 0;
  let pairs = 0;
  for (const [i, one] of strong.entries()) {
    for (let j = i + 1; j < strong.length; j++) {
      const other = strong[j] as Spot;
      const fast = other.place[0] - one.place[0];
      if (fast >= 2 * radius) break;
      const slow = other.place[1] - one.place[1];
      if (one.lattice !== other.lattice && fast * fast + slow * slow < 4 * radius * radius) pairs++;
    }
  }
  return pairs;
}

/** Number of strong spots from which on a resolution is reported, and the part of them that it holds for. */
const MIN_STRONG = 10;
const FRACTION = 0.95;

/** Returns the d-spacing (Å) that 95 % of the strong spots do not go below (nearest rank); NaN with fewer than ten. */
export function strongResolution(spots: readonly Spot[]): number {
  const inverses = spots.flatMap(({ strong, dSpacing }) => (strong ? [1 / dSpacing] : [])).sort((a, b) => a - b);
  if (inverses.length < MIN_STRONG) return Number.NaN;
  return 1 / (inverses[Math.ceil(FRACTION * inverses.length) - 1] as number);
}
