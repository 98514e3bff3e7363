import { dataError, type PixelRectangle, type Vec3, vector } from '@braggsim/core';
import type { XdsSegment, XparmDetector } from '@braggsim/core/xparm';
import type { PlacedPanel } from './placed-panels';

/** A panel with its first pixel in the images, [fast, slow] from 0. */
export interface XdsPanel extends PlacedPanel {
  readonly firstPixel: readonly [number, number];
}

/**
 * Returns the panels of a detector of XDS in its lab frame: the plate, or its segments.
 *
 * Segments stand in the coordinate system of the detector. The half pixel between the corner of a pixel and its middle, from which XDS counts, goes
 * along the axes of the detector, as DIALS has it (`rstbx.cftbx.coordinate_frame_helpers` and `dxtbx.serialize.xds`).
 *
 * @param untrusted rectangles of the images that do not count, first and last pixel from 0
 * @throws BraggsimError (`data`) for segments without pixels, or with axes that are none
 */
export function xdsPanels(detector: XparmDetector, untrusted: readonly PixelRectangle[] = []): XdsPanel[] {
  const { pixels, pixelMm, originPx, distanceMm, segmentList } = detector;
  const [x, y] = [vector.unit(detector.x), vector.unit(detector.y)];
  const normal = vector.unit(vector.cross(x, y));
  const along = (axis: 0 | 1) => (0.5 - originPx[axis]) * pixelMm[axis];
  const corner = sum(vector.scale(x, along(0)), vector.scale(y, along(1)), vector.scale(normal, distanceMm));
  const panel = (name: string, first: readonly [number, number], size: readonly [number, number]) => ({
    name,
    firstPixel: first,
    pixelsFast: size[0],
    pixelsSlow: size[1],
    pixelMm: pixelMm[0],
    pixelSlowMm: pixelMm[1],
    gapsPx: untrusted.flatMap((rectangle) => part(rectangle, first, size)),
  });
  if (segmentList.length === 0) {
    return [{ ...panel('plate', [0, 0], pixels), originMm: corner, fast: x, slow: y }];
  }
  const inLab = ([a, b, c]: Vec3): Vec3 => sum(vector.scale(x, a), vector.scale(y, b), vector.scale(normal, c));
  return segmentList.map((segment, i) => {
    const [fast, slow] = axesOf(segment, i);
    const first = [segment.x[0] - 1, segment.y[0] - 1] as const;
    const size = [segment.x[1] - segment.x[0] + 1, segment.y[1] - segment.y[0] + 1] as const;
    const isThere =
      [...first, ...size].every(Number.isInteger) && size.every((n) => n > 0) && first.every((n) => n >= 0);
    if (!isThere)
      throw dataError(
        `segment ${i + 1} of this detector of XDS has no pixels: its limits are ${segment.x} and ${segment.y}`,
      );
    const local = sum(
      vector.scale(fast, (first[0] - segment.originPx[0]) * pixelMm[0]),
      vector.scale(slow, (first[1] - segment.originPx[1]) * pixelMm[1]),
      vector.scale(vector.cross(fast, slow), segment.distanceMm),
    );
    return {
      ...panel(`segment${i + 1}`, first, size),
      originMm: vector.add(corner, inLab(local)),
      fast: inLab(fast),
      slow: inLab(slow),
    };
  });
}

const sum = (a: Vec3, b: Vec3, c: Vec3): Vec3 => vector.add(vector.add(a, b), c);

/**
 * Returns the axes of a segment as unit vectors.
 *
 * @throws BraggsimError (`data`) for a zero vector and for parallel axes
 */
function axesOf({ fast, slow }: XdsSegment, index: number): [Vec3, Vec3] {
  const axes = [fast, slow].map((axis) => (vector.length(axis) > 0 ? vector.unit(axis) : undefined));
  const [x, y] = axes;
  if (x && y && vector.length(vector.cross(x, y)) > 0) return [x, y];
  throw dataError(`segment ${index + 1} of this detector of XDS needs two axes that are not parallel`);
}

/** Returns the part of a rectangle of the images that is in a panel, in its pixels. */
function part(
  [fast0, fast1, slow0, slow1]: PixelRectangle,
  [fast, slow]: readonly [number, number],
  [pixelsFast, pixelsSlow]: readonly [number, number],
): PixelRectangle[] {
  const found: PixelRectangle = [
    Math.max(fast0 - fast, 0),
    Math.min(fast1 - fast, pixelsFast - 1),
    Math.max(slow0 - slow, 0),
    Math.min(slow1 - slow, pixelsSlow - 1),
  ];
  return found[0] <= found[1] && found[2] <= found[3] ? [found] : [];
}
