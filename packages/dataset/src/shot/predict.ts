import { type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Derived, Panel } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { inverse, type LatticeFrame } from './crystal-frame';
import { type HeldPixels, widthOf } from './held-pixels';

/** Where a ray meets a panel: px along fast and slow from the outer corner of its first pixel. */
export type PixelPlace = readonly [fast: number, slow: number];

/** The panel and the beam of a shot, for the places of reflections. */
export interface Prediction {
  readonly panel: Panel;
  /** Wave vector of the incident beam, 1/Å. */
  readonly incident: Vec3;
  /** 1/wavelength, 1/Å. */
  readonly radius: number;
  /** Returns where a ray from the sample meets the panel; undefined behind the sample. */
  placeOf(ray: Vec3): PixelPlace | undefined;
  /** Puts the scattering vector (1/Å) of the middle of a pixel into an array. */
  scattering(fast: number, slow: number, into: Float64Array): void;
}

/** Prepares predictions for the one panel of a detector. */
export function prediction({ detector, beam }: Pick<Derived, 'detector' | 'beam'>): Prediction {
  const [panel] = recordingPanels(detector) as readonly [Panel];
  const { origin, fast, slow, normal, pixelSize, pixelSizeSlow = pixelSize } = panel;
  const radius = 1 / units.toAngstrom(beam.wavelength);
  const incident = vector.scale(detector.beam, radius);
  const height = vector.dot(origin, normal);
  return {
    panel,
    incident,
    radius,
    placeOf: (ray) => {
      const towards = vector.dot(ray, normal);
      const reach = height / towards;
      if (!(reach > 0) || !Number.isFinite(reach)) return undefined;
      const onPanel = vector.subtract(vector.scale(ray, reach), origin);
      return [vector.dot(onPanel, fast) / pixelSize, vector.dot(onPanel, slow) / pixelSizeSlow];
    },
    scattering: (atFast, atSlow, into) => {
      const f = (atFast + 0.5) * pixelSize;
      const s = (atSlow + 0.5) * pixelSizeSlow;
      const x = origin[0] + f * fast[0] + s * slow[0];
      const y = origin[1] + f * fast[1] + s * slow[1];
      const z = origin[2] + f * fast[2] + s * slow[2];
      const size = Math.sqrt(x * x + y * y + z * z);
      into[0] = (x / size) * radius - incident[0];
      into[1] = (y / size) * radius - incident[1];
      into[2] = (z / size) * radius - incident[2];
    },
  };
}

/** A reflection of a lattice that a pixel sees. */
export interface Reflection {
  readonly lattice: number;
  readonly hkl: Vec3;
  readonly place: PixelPlace;
  /** d-spacing of the reflection, Å. */
  readonly dSpacing: number;
  /** Distance of the reciprocal lattice point from the Ewald sphere, 1/Å; positive outside of it. */
  readonly excitation: number;
}

/** Indices are told apart up to this size. */
const MAX_INDEX = 2 ** 15 - 1;

/** Creates a function that returns the reciprocal lattice point of a lattice (1/Å) that is nearest to a scattering vector, in indices. */
function nearestIndices({ a }: LatticeFrame) {
  const b = inverse(a);
  return (q: Float64Array, hkl: Float64Array): void => {
    // Taking a typed array apart makes an iterator for every pixel.
    const x = q[0] as number;
    const y = q[1] as number;
    const z = q[2] as number;
    hkl[0] = Math.round(b[0] * x + b[1] * y + b[2] * z);
    hkl[1] = Math.round(b[3] * x + b[4] * y + b[5] * z);
    hkl[2] = Math.round(b[6] * x + b[7] * y + b[8] * z);
  };
}

/** Returns the distance of a reciprocal lattice point from a scattering vector, 1/Å. */
function distanceTo(a: Mat3, hkl: Float64Array, q: Float64Array): number {
  const h = hkl[0] as number;
  const k = hkl[1] as number;
  const l = hkl[2] as number;
  const x = a[0] * h + a[1] * k + a[2] * l - (q[0] as number);
  const y = a[3] * h + a[4] * k + a[5] * l - (q[1] as number);
  const z = a[6] * h + a[7] * k + a[8] * l - (q[2] as number);
  return Math.sqrt(x * x + y * y + z * z);
}

/** Returns a number for each triple of indices up to `MAX_INDEX`. */
const keyOf = (hkl: Float64Array): number =>
  (((hkl[0] as number) + MAX_INDEX) * 2 ** 16 + ((hkl[1] as number) + MAX_INDEX)) * 2 ** 16 +
  ((hkl[2] as number) + MAX_INDEX);

const isIndex = (index: number): boolean => Math.abs(index) <= MAX_INDEX;

const isWithin = (hkl: Float64Array): boolean =>
  isIndex(hkl[0] as number) && isIndex(hkl[1] as number) && isIndex(hkl[2] as number);

/**
 * Finds the reflections that pixels see: for each pixel the reciprocal lattice point nearest to its scattering vector, of the
 * nearest lattice. Points in the direct beam, and those whose rays miss the plane of the panel, are left out.
 *
 * @param pixels places of the pixels among those that are held
 */
export function seenReflections(
  pixels: ArrayLike<number>,
  { held }: HeldPixels,
  frames: readonly LatticeFrame[],
  { incident, radius, placeOf, scattering }: Prediction,
): readonly Reflection[] {
  const width = widthOf(held);
  const nearest = frames.map(nearestIndices);
  const tried = frames.map(() => new Set<number>());
  const found: Reflection[] = [];
  const q = new Float64Array(3);
  const hkl = new Float64Array(3);
  const best = new Float64Array(3);
  let [lastLattice, lastKey] = [-1, -1];
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i] as number;
    scattering(held.fast[0] + (pixel % width), held.slow[0] + Math.floor(pixel / width), q);
    let lattice = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let n = 0; n < frames.length; n++) {
      (nearest[n] as (typeof nearest)[number])(q, hkl);
      const distance = frames.length === 1 ? 0 : distanceTo((frames[n] as LatticeFrame).a, hkl, q);
      if (!(distance < least)) continue;
      lattice = n;
      least = distance;
      best[0] = hkl[0] as number;
      best[1] = hkl[1] as number;
      best[2] = hkl[2] as number;
    }
    if (lattice < 0 || !isWithin(best)) continue;
    const key = keyOf(best);
    // Most pixels see what the one before saw.
    if (lattice === lastLattice && key === lastKey) continue;
    lastLattice = lattice;
    lastKey = key;
    const known = tried[lattice] as Set<number>;
    if (known.has(key)) continue;
    known.add(key);
    const indices: Vec3 = [best[0] as number, best[1] as number, best[2] as number];
    const point = vector.transform((frames[lattice] as LatticeFrame).a, indices);
    const ray = vector.add(incident, point);
    const place = placeOf(ray);
    const length = vector.length(point);
    if (length === 0 || !place) continue;
    found.push({ lattice, hkl: indices, place, dSpacing: 1 / length, excitation: vector.length(ray) - radius });
  }
  return found.sort(inOrder);
}

/** Orders reflections by lattice and indices, so that their order depends on nothing else. */
const inOrder = (a: Reflection, b: Reflection): number =>
  a.lattice - b.lattice || a.hkl[0] - b.hkl[0] || a.hkl[1] - b.hkl[1] || a.hkl[2] - b.hkl[2];

/** Ratio of the full width at half maximum of an interference function to 1/(N a). */
const FRINGE_WIDTH = 0.9;

/**
 * Estimates the radius (px) within which the photons of a spot fall: the full width at half maximum of the widest spot, from the
 * size of the crystal, its mosaic spread, and the divergence and bandwidth of the beam, plus one pixel.
 */
export function spotRadius({ crystal, mosaic, beam, detector, sources }: Derived): number {
  const { panel, placeOf } = prediction({ detector, beam });
  const centre = placeOf(detector.beam) ?? [0, 0];
  const corners = [0, panel.pixelsFast].flatMap((f) =>
    [0, panel.pixelsSlow].map((s) => [f - centre[0], s - centre[1]] as const),
  );
  const farthest = panel.pixelSize * Math.max(...corners.map(([f, s]) => Math.sqrt(f * f + s * s)));
  const { normalDistance } = panel;
  const path = Math.sqrt(farthest * farthest + normalDistance * normalDistance);
  const sinTwoTheta = farthest / path;
  const edges = [crystal.a, crystal.b, crystal.c].map((v, i) => vector.length(v) * (crystal.cells[i] as number));
  const ofSize = (FRINGE_WIDTH * beam.wavelength) / Math.min(...edges);
  const ofMosaic = 2 * mosaic.spread * sinTwoTheta;
  const { horizontal, vertical, dispersion } = sources.grid;
  const ofBeam = Math.max(horizontal.range, vertical.range) + (dispersion.range * farthest) / normalDistance;
  // Rays that leave the sample obliquely meet the panel obliquely, too.
  const width = (ofSize + ofMosaic + ofBeam) * path * (path / normalDistance);
  return width / panel.pixelSize + 1;
}
