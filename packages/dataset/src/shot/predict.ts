import { type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Derived, Panel } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import type { LatticeFrame } from './crystal-frame';

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
  /** Returns the scattering vector (1/Å) of the middle of a pixel. */
  scattering(fast: number, slow: number): Vec3;
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
    scattering: (atFast, atSlow) => {
      const [f, s] = [(atFast + 0.5) * pixelSize, (atSlow + 0.5) * pixelSizeSlow];
      const place: Vec3 = [
        origin[0] + f * fast[0] + s * slow[0],
        origin[1] + f * fast[1] + s * slow[1],
        origin[2] + f * fast[2] + s * slow[2],
      ];
      return vector.subtract(vector.scale(vector.unit(place), radius), incident);
    },
  };
}

/** A reflection of a lattice that a pixel sees. */
export interface Reflection {
  readonly lattice: number;
  readonly hkl: Vec3;
  readonly place: PixelPlace;
  /** Å */
  readonly dSpacing: number;
  /** Distance of the reciprocal lattice point from the Ewald sphere, 1/Å; positive outside of it. */
  readonly excitation: number;
}

const inverse = (m: Mat3): Mat3 => vector.fromRows(vector.reciprocal(vector.columns(m)));

/** Indices are told apart up to this size. */
const MAX_INDEX = 2 ** 15 - 1;

/**
 * Finds the reflections that pixels see: for each pixel the reciprocal lattice point nearest to its scattering vector, of the
 * nearest lattice. Points in the direct beam, and those whose rays miss the plane of the panel, are left out.
 *
 * @param pixels places of the pixels in the image
 */
export function seenReflections(
  pixels: readonly number[],
  frames: readonly LatticeFrame[],
  { panel, incident, radius, placeOf, scattering }: Prediction,
): readonly Reflection[] {
  const inverses = frames.map(({ a }) => inverse(a));
  const found = new Map<string, Reflection>();
  const rejected = new Set<string>();
  for (const pixel of pixels) {
    const q = scattering(pixel % panel.pixelsFast, Math.floor(pixel / panel.pixelsFast));
    let [best, least] = ['', Number.POSITIVE_INFINITY];
    let nearest: { readonly lattice: number; readonly hkl: Vec3; readonly point: Vec3 } | undefined;
    for (const [lattice, { a }] of frames.entries()) {
      const [h, k, l] = vector.transform(inverses[lattice] as Mat3, q);
      const hkl: Vec3 = [Math.round(h), Math.round(k), Math.round(l)];
      const point = vector.transform(a, hkl);
      const distance = vector.length(vector.subtract(point, q));
      if (distance >= least) continue;
      [best, least] = [`${lattice} ${hkl}`, distance];
      nearest = { lattice, hkl, point };
    }
    if (!nearest || found.has(best) || rejected.has(best)) continue;
    const { lattice, hkl, point } = nearest;
    const ray = vector.add(incident, point);
    const place = placeOf(ray);
    const length = vector.length(point);
    if (length === 0 || !place || hkl.some((index) => Math.abs(index) > MAX_INDEX)) {
      rejected.add(best);
      continue;
    }
    const excitation = vector.length(ray) - radius;
    found.set(best, { lattice, hkl, place, dSpacing: 1 / length, excitation });
  }
  return [...found.values()].sort(inOrder);
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
