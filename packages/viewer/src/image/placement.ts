import { type Vec3, vector } from '@braggsim/core';
import type { Detector, Panel } from '@braggsim/core/derived';

export type Point = readonly [x: number, y: number];

/** An affine map from pixel coordinates (fast, slow) of a panel to the assembled picture: origin + fast · f + slow · s. */
export interface Placement {
  readonly origin: Point;
  readonly fast: Point;
  readonly slow: Point;
}

/** The placement of a panel that is the whole picture. */
export const WHOLE: Placement = { origin: [0, 0], fast: [1, 0], slow: [0, 1] };

/** Maps pixel coordinates to the assembled picture. The first pixel lies between 0 and 1. */
export const toPicture = ({ origin, fast, slow }: Placement, [f, s]: Point): Point => [
  origin[0] + f * fast[0] + s * slow[0],
  origin[1] + f * fast[1] + s * slow[1],
];

/** Returns the inverse of a placement; undefined for a panel that is seen edge-on. */
export function inverseOf({ origin, fast, slow }: Placement): Placement | undefined {
  const area = fast[0] * slow[1] - fast[1] * slow[0];
  if (Math.abs(area) < 1e-6) return undefined;
  const inverse = {
    fast: [slow[1] / area, -fast[1] / area] as const,
    slow: [-slow[0] / area, fast[0] / area] as const,
  };
  const [x, y] = toPicture({ origin: [0, 0], ...inverse }, origin);
  return { ...inverse, origin: [-x, -y] };
}

/** Placements of panels and the size of the picture that holds them. */
export interface Assembly {
  readonly places: readonly Placement[];
  /** Placement of the plane of the detector, in its own pixels. */
  readonly frame: Placement;
  readonly width: number;
  readonly height: number;
}

/** Returns the corners of a panel in the picture. */
export const cornersOf = (
  place: Placement,
  { pixelsFast, pixelsSlow }: { readonly pixelsFast: number; readonly pixelsSlow: number },
): readonly Point[] =>
  (
    [
      [0, 0],
      [pixelsFast, 0],
      [pixelsFast, pixelsSlow],
      [0, pixelsSlow],
    ] as const
  ).map((corner) => toPicture(place, corner));

/** The part of a detector that determines where its panels are seen. */
export type SeenDetector = Pick<Detector, 'fast' | 'slow' | 'origin'>;

/** Projects panels at right angles onto the plane of a detector, in units of a pixel edge. */
function projectedPlaces(panels: readonly Panel[], detector: SeenDetector, unit: number): readonly Placement[] {
  const projected = (v: Vec3, by: number): Point => [
    (vector.dot(v, detector.fast) / unit) * by,
    (vector.dot(v, detector.slow) / unit) * by,
  ];
  return panels.map(({ origin, fast, slow, pixelSize, pixelSizeSlow = pixelSize }) => ({
    origin: projected(vector.subtract(origin, detector.origin), 1),
    fast: projected(fast, pixelSize),
    slow: projected(slow, pixelSizeSlow),
  }));
}

/**
 * Assembles panels by their geometry: each is projected at right angles onto the plane of the detector, in pixels of the first
 * panel. A single panel fills the picture.
 */
export function assemble(panels: readonly Panel[], detector: SeenDetector): Assembly {
  const [first] = panels;
  if (!first || panels.length === 1) {
    return { places: [WHOLE], frame: WHOLE, width: first?.pixelsFast ?? 0, height: first?.pixelsSlow ?? 0 };
  }
  const places = projectedPlaces(panels, detector, first.pixelSize);
  const corners = places.flatMap((place, i) => cornersOf(place, panels[i] as Panel));
  const along = (axis: 0 | 1): readonly number[] => corners.map((corner) => corner[axis]);
  // A part of a pixel that is due to rounding needs no room.
  const [left, top] = [Math.floor(Math.min(...along(0)) + 1e-6), Math.floor(Math.min(...along(1)) + 1e-6)];
  const [right, bottom] = [Math.ceil(Math.max(...along(0)) - 1e-6), Math.ceil(Math.max(...along(1)) - 1e-6)];
  const moved = (place: Placement): Placement => ({
    ...place,
    origin: [place.origin[0] - left, place.origin[1] - top],
  });
  return { places: places.map(moved), frame: moved(WHOLE), width: right - left, height: bottom - top };
}

/** Places the panels of a copy of a detector with other pixels in the picture of that detector. */
export function assembleOver(copies: readonly Panel[], panels: readonly Panel[], detector: SeenDetector): Assembly {
  const assembly = assemble(panels, detector);
  const [x, y] = assembly.frame.origin;
  const places = projectedPlaces(copies, detector, panels[0]?.pixelSize ?? 1);
  return {
    ...assembly,
    places: places.map((place) => ({ ...place, origin: [place.origin[0] + x, place.origin[1] + y] })),
  };
}

/** Places panels without known geometry below each other. */
export function stacked(
  panels: readonly { readonly pixelsFast: number; readonly pixelsSlow: number }[],
  gap = 8,
): Assembly {
  let y = 0;
  const places = panels.map(({ pixelsSlow }): Placement => {
    const place = { ...WHOLE, origin: [0, y] as const };
    y += pixelsSlow + gap;
    return place;
  });
  return {
    places,
    frame: WHOLE,
    width: Math.max(0, ...panels.map(({ pixelsFast }) => pixelsFast)),
    height: Math.max(0, y - gap),
  };
}

/** Finds the panel pixel at a point of the picture; undefined between panels. */
export function pixelAt(
  panels: readonly { readonly place: Placement; readonly pixelsFast: number; readonly pixelsSlow: number }[],
  point: Point,
): { readonly panel: number; readonly fast: number; readonly slow: number; readonly at: Point } | undefined {
  for (const [panel, { place, pixelsFast, pixelsSlow }] of panels.entries()) {
    const inverse = inverseOf(place);
    if (!inverse) continue;
    const at = toPicture(inverse, point);
    const [fast, slow] = [Math.floor(at[0]), Math.floor(at[1])];
    if (fast >= 0 && slow >= 0 && fast < pixelsFast && slow < pixelsSlow) return { panel, fast, slow, at };
  }
  return undefined;
}
