import { vector } from '@braggsim/core';
import { labPosition, type Scattering, scatteringOf, scatteringVector } from '../geometry/scattering';
import { type Point, pixelAt } from '../image/placement';
import { isMasked, type ShownImage, valueAt } from '../image/shown-image';

/** The distance of two points. */
export interface Distance {
  /** Distance in pixels of the picture. */
  readonly pixels: number;
  /** Distance in the laboratory, mm; absent between panels. */
  readonly mm?: number;
  /** Distance of the scattering vectors, 1/Å; absent without geometry. */
  readonly perA?: number;
}

function placeOf(image: ShownImage, scattering: Scattering | undefined, point: Point) {
  const found = pixelAt(image.panels, point);
  const panel = found && scattering?.panels[found.panel];
  return panel && labPosition(panel, found.at);
}

/** Measures the distance of two points of a picture. */
export function distance(image: ShownImage, from: Point, to: Point): Distance {
  const pixels = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const scattering = image.unknown.includes('pixel size') ? undefined : scatteringOf(image.metadata);
  const [a, b] = [placeOf(image, scattering, from), placeOf(image, scattering, to)];
  if (!scattering || !a || !b) return { pixels };
  const mm = 1000 * vector.length(vector.subtract(b, a));
  if (image.unknown.length > 0) return { pixels, mm };
  const [q, r] = [scatteringVector(a, scattering), scatteringVector(b, scattering)];
  return { pixels, mm, perA: vector.length(vector.subtract(r, q)) };
}

/** A value at a distance along a line; NaN for masked pixels and between panels. */
export interface ProfilePoint {
  readonly at: number;
  readonly value: number;
}

/** Reads the pixels along a line at distances of one pixel. */
export function lineProfile(image: ShownImage, from: Point, to: Point): ProfilePoint[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps = Math.max(1, Math.round(length));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    const found = pixelAt(image.panels, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
    return { at: share * length, value: found && !isMasked(image, found) ? valueAt(image, found) : Number.NaN };
  });
}
