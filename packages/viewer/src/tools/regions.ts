import type { Point } from '../image/placement';
import { inverseOf, toPicture } from '../image/placement';
import type { ShownImage, ShownPanel } from '../image/shown-image';

export const REGION_SHAPES = ['box', 'circle', 'polygon'] as const;
export type RegionShape = (typeof REGION_SHAPES)[number];

/** A region of a picture: a box by two corners, a circle by its centre and a point on it, a polygon by its corners. */
export interface Region {
  readonly shape: RegionShape;
  readonly points: readonly Point[];
}

/** Statistics of the pixels of a region. */
export interface RegionStatistics {
  readonly pixels: number;
  readonly masked: number;
  readonly sum: number;
  readonly mean: number;
  /** Standard deviation of the values, divided by n - 1. */
  readonly sigma: number;
  readonly largest: number;
}

const distanceOf = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Tells whether a point lies in a polygon: whether a ray from it crosses its edges an odd number of times. */
function inPolygon(points: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [[ax, ay], [bx, by]] = [points[i] as Point, points[j] as Point];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Returns the test of whether a point of the picture lies in a region. */
function containment({ shape, points }: Region): (point: Point) => boolean {
  const [first = [0, 0], second = first] = points;
  if (shape === 'circle') {
    const radius = distanceOf(first, second);
    return (point) => distanceOf(first, point) <= radius;
  }
  if (shape === 'polygon') return (point) => inPolygon(points, point);
  const inside = (axis: 0 | 1, value: number) =>
    value >= Math.min(first[axis], second[axis]) && value <= Math.max(first[axis], second[axis]);
  return ([x, y]) => inside(0, x) && inside(1, y);
}

/** Returns the smallest box around a region. */
function boxOf({ shape, points }: Region): readonly [Point, Point] {
  const [centre = [0, 0], rim = centre] = points;
  const radius = distanceOf(centre, rim);
  const corners: readonly Point[] =
    shape === 'circle'
      ? [
          [centre[0] - radius, centre[1] - radius],
          [centre[0] + radius, centre[1] + radius],
        ]
      : points;
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

/**
 * Calls `visit` with the panel and the place in its pixels of every pixel whose middle lies in a region.
 */
export function forEachPixelOf(
  { panels }: Pick<ShownImage, 'panels'>,
  region: Region,
  visit: (panel: number, at: number) => void,
): void {
  const contains = containment(region);
  const [low, high] = boxOf(region);
  for (const [p, { pixelsFast, pixelsSlow, place }] of panels.entries()) {
    const inverse = inverseOf(place);
    if (!inverse) continue;
    const corners = ([low, [high[0], low[1]], high, [low[0], high[1]]] as const).map((corner) =>
      toPicture(inverse, corner),
    );
    const range = (axis: 0 | 1, limit: number) =>
      [
        Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner[axis])))),
        Math.min(limit - 1, Math.ceil(Math.max(...corners.map((corner) => corner[axis])))),
      ] as const;
    const [[fast0, fast1], [slow0, slow1]] = [range(0, pixelsFast), range(1, pixelsSlow)];
    for (let slow = slow0; slow <= slow1; slow++)
      for (let fast = fast0; fast <= fast1; fast++)
        if (contains(toPicture(place, [fast + 0.5, slow + 0.5]))) visit(p, slow * pixelsFast + fast);
  }
}

/** Computes statistics of the pixels whose middle lies in a region; masked pixels are counted apart. */
export function regionStatistics(image: Pick<ShownImage, 'panels'>, region: Region): RegionStatistics {
  const values: number[] = [];
  let masked = 0;
  forEachPixelOf(image, region, (p, at) => {
    const { pixels, mask } = image.panels[p] as ShownPanel;
    if (mask && mask[at] !== 0) masked++;
    else values.push(pixels[at] as number);
  });
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return {
    pixels: values.length,
    masked,
    sum,
    mean,
    sigma: Math.sqrt(squares / (values.length - 1)),
    largest: values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}
