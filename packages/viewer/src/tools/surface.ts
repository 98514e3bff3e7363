import type { Point } from '../image/placement';
import { pixelAt } from '../image/placement';
import { isMasked, type ShownImage, valueAt } from '../image/shown-image';

/** Largest edge of a region that is shown as a surface, pixels. */
export const MAX_SURFACE_PX = 96;

/** Values of a rectangle of the picture, [row, column]; NaN for masked pixels and between panels. */
export interface SurfaceValues {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/** Reads the pixels of a box of the picture; its middle part where the box is large. */
export function surfaceValues(image: ShownImage, from: Point, to: Point): SurfaceValues {
  const along = (axis: 0 | 1, limit: number): readonly [first: number, count: number] => {
    const low = Math.max(0, Math.floor(Math.min(from[axis], to[axis])));
    const high = Math.min(limit, Math.ceil(Math.max(from[axis], to[axis])));
    const count = Math.max(0, Math.min(high - low, MAX_SURFACE_PX));
    return [Math.floor((low + high - count) / 2), count];
  };
  const [[left, columns], [top, rows]] = [along(0, image.width), along(1, image.height)];
  const values = Float64Array.from({ length: columns * rows }, (_, i) => {
    const found = pixelAt(image.panels, [left + (i % columns) + 0.5, top + Math.floor(i / columns) + 0.5]);
    return found && !isMasked(image, found) ? valueAt(image, found) : Number.NaN;
  });
  return { columns, rows, values };
}

/** A piece of a surface on the screen: four corners, how far away it is, and its height from 0 to 1. */
export interface Facet {
  readonly corners: readonly Point[];
  readonly depth: number;
  readonly level: number;
}

/** How a surface is seen, degrees. */
export interface Outlook {
  readonly turnDeg: number;
  readonly tiltDeg: number;
}

/** Height of the highest pixel in units of the longer edge. */
const HEIGHT = 0.6;

/**
 * Projects a surface at right angles onto a screen of the size 1 x 1: four neighbouring pixels are the corners of a facet. The farthest
 * facets come first, so that those that are drawn later cover them.
 *
 * @param place of a value between 0 and 1
 */
export function facetsOf(
  { columns, rows, values }: SurfaceValues,
  { turnDeg, tiltDeg }: Outlook,
  place: (value: number) => number,
): Facet[] {
  const [turn, tilt] = [(turnDeg * Math.PI) / 180, (tiltDeg * Math.PI) / 180];
  const [cos, sin, up, flat] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  const edge = Math.max(columns, rows, 2) - 1;
  // The diagonal of the base and the height fit in whatever the outlook.
  const size = 1 / (Math.SQRT2 + HEIGHT);
  const project = (column: number, row: number, level: number) => {
    const [x, y] = [column / edge - (columns - 1) / edge / 2, row / edge - (rows - 1) / edge / 2];
    const [across, away] = [cos * x - sin * y, sin * x + cos * y];
    const z = HEIGHT * (level - 0.5);
    return { at: [0.5 + size * across, 0.5 + size * (away * flat - z * up)] as const, away: away * up + z * flat };
  };
  const facets: Facet[] = [];
  for (let row = 0; row + 1 < rows; row++)
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const;
      const levels = corners.map(([c, r]) => Math.min(1, Math.max(0, place(values[r * columns + c] as number))));
      if (levels.some(Number.isNaN)) continue;
      const projected = corners.map(([c, r], i) => project(c, r, levels[i] as number));
      facets.push({
        corners: projected.map(({ at }) => at),
        depth: projected.reduce((sum, { away }) => sum + away, 0) / 4,
        level: Math.max(...levels),
      });
    }
  return facets.sort((a, b) => a.depth - b.depth);
}
