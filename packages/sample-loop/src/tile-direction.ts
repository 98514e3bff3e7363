import type { Calculator, Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';
import type { Place, SampleDirection, SplitOffset } from './sample-direction';

const XYZ = [0, 1, 2] as const;

/** A surface with the places of tiles and pixels on it. */
export interface TiledSurface {
  readonly m: Calculator<Node>;
  readonly pixelSize: Node;
  /** Edge of a tile, in pixels. */
  readonly tileEdge: number;
  /** Centre of the tile, in pixels from the corner of the panel. */
  readonly tileFast: Node;
  readonly tileSlow: Node;
  /** Centre of the pixel, in pixels from the tile's centre. */
  readonly column: Node;
  readonly row: Node;
  /** Unit vectors of the laboratory frame. */
  readonly unit: Triple<Triple<Node>>;
  /** Returns the position of a place in the laboratory frame, m. */
  point(fastOffset: Node, slowOffset: Node, depth: Node): Triple<Node>;
  /** Displacement for one metre along fast and slow, on affine surfaces. */
  readonly slopes: { readonly byFast: Triple<Node>; readonly bySlow: Triple<Node> } | undefined;
}

/** The displacement of a pixel from the tile's centre, over the range of the centre. */
interface Displacement {
  along(axis: Triple<Node>): Node;
  readonly lengthSquared: Node;
}

/** Returns the displacement on an affine surface: column times one vector plus row times another. */
function linearDisplacement(
  { m, column, row }: TiledSurface,
  slopes: NonNullable<TiledSurface['slopes']>,
  perPixel: Node,
): Displacement {
  const { byFast, bySlow } = slopes;
  const square = m.product(perPixel, perPixel);
  const [ff, fs, ss] = [m.dot(byFast, byFast), m.product(2, m.dot(byFast, bySlow)), m.dot(bySlow, bySlow)];
  return {
    along: (axis) =>
      m.sum(
        m.product(column, m.product(perPixel, m.dot(axis, byFast))),
        m.product(row, m.product(perPixel, m.dot(axis, bySlow))),
      ),
    lengthSquared: m.sum(
      m.product(column, m.sum(m.product(column, m.product(square, ff)), m.product(row, m.product(square, fs)))),
      m.product(row, m.product(row, m.product(square, ss))),
    ),
  };
}

/** Returns the displacement on any other surface: a difference of points, for which only float64 has enough digits. */
function displacementBetween(
  { m, unit }: TiledSurface,
  from: Triple<Node>,
  to: Triple<Node>,
  perCentre: Node,
): Displacement {
  const displacement = XYZ.map((i) => m.product(m.minus(to[i], from[i]), perCentre));
  const along = (axis: Triple<Node>) => m.dot(axis, displacement);
  const parts = unit.map(along);
  return { along, lengthSquared: m.dot(parts, parts) };
}

/**
 * Computes the direction of a sample from that of its tile's centre. With P the sensor point at the centre, R its range
 * and r the vector from there to the sample, the unit vectors differ by d g + (r/R)(1 + g), where g = -e/(1 + e +
 * sqrt(1 + e)) and e = 2 d.r/R + r^2/R^2: no digits cancel.
 */
export function tileDirection(surface: TiledSurface, place: Place): SampleDirection {
  const { m, pixelSize, tileEdge, tileFast, tileSlow, column, row, unit, point, slopes } = surface;
  const offset = (pixels: Node, sub: Node) => m.sum(m.product(pixels, pixelSize), sub);
  const middle = point(offset(tileFast, place.subFast), offset(tileSlow, place.subSlow), place.depth);
  const perCentre = m.ratio(1, m.sqrt(m.dot(middle, middle)));
  const centre = XYZ.map((i) => m.product(middle[i], perCentre)) as unknown as Triple<Node>;
  const perPixel = m.product(pixelSize, perCentre);
  const pixel = () =>
    point(offset(m.sum(tileFast, column), place.subFast), offset(m.sum(tileSlow, row), place.subSlow), place.depth);
  const displacement = slopes
    ? linearDisplacement(surface, slopes, perPixel)
    : displacementBetween(surface, middle, pixel(), perCentre);
  const e = m.sum(m.product(2, displacement.along(centre)), displacement.lengthSquared);
  const root = m.sqrt(m.sum(1, e));
  const shrink = m.neg(m.ratio(e, m.sum(1, e, root)));
  const scale = m.sum(1, shrink);
  const offsetAlong = (axis: Triple<Node>) =>
    m.sum(m.product(m.dot(axis, centre), shrink), m.product(scale, displacement.along(axis)));
  const halfDiagonal = m.product(perPixel, (tileEdge / 2) * Math.SQRT2);
  const radius = m.product(halfDiagonal, m.sum(1, halfDiagonal));
  const split = slopes && splitOffset(surface, slopes, { centre, perPixel, displacement, e, root, shrink });
  return {
    centre,
    offset: unit.map(offsetAlong) as unknown as Triple<Node>,
    offsetAlong,
    split,
    perRange: m.product(perCentre, scale),
    radius,
    boundAlong: split && boundAlong(m, split, { tileEdge, halfDiagonal, radius }),
    place,
  };
}

/** Largest half diagonal of a tile, over its range, for which what is not linear in an offset has a bound of its own. */
const MAX_RELATIVE_HALF_DIAGONAL = 0.5;
/** Largest second derivative of a unit vector by a displacement over its range: s √(4 - 3 s²) at s² = 2/3. */
const CURVATURE = 2 / Math.sqrt(3);

/**
 * Bounds the projection of offsets over a tile on a vector: that of the linear part to its edges, which half the tile's edge reaches,
 * and for the rest the length of the vector times half the largest second derivative on the way, which is that at the nearest range.
 */
function boundAlong(
  m: Calculator<Node>,
  { byColumn, byRow }: SplitOffset,
  { tileEdge, halfDiagonal, radius }: { readonly tileEdge: number } & Record<'halfDiagonal' | 'radius', Node>,
): NonNullable<SampleDirection['boundAlong']> {
  const relative = m.ratio(halfDiagonal, m.minus(1, halfDiagonal));
  const rest = m.select(
    halfDiagonal,
    MAX_RELATIVE_HALF_DIAGONAL,
    m.product(CURVATURE / 2, m.product(relative, relative)),
    radius,
  );
  return (axis, length) => {
    const linear = m.sum(m.abs(m.dot(axis, byColumn)), m.abs(m.dot(axis, byRow)));
    return m.sum(m.product(tileEdge / 2, linear), m.product(length, rest));
  };
}

interface OffsetParts {
  readonly centre: Triple<Node>;
  readonly perPixel: Node;
  readonly displacement: Displacement;
  readonly e: Node;
  /** The root sqrt(1 + e). */
  readonly root: Node;
  /** The factor g by which an offset shrinks. */
  readonly shrink: Node;
}

/**
 * Splits an offset into a linear part and a remainder. With c the centre and a the displacement, the offset c g + a (1 + g) is linear in a up to a - c (c.a). What is left is
 * c (g + c.a) + a g, where g + c.a = e^2 (1 + 1/(1 + sqrt(1 + e)))/(2 (1 + e + sqrt(1 + e))) - a^2/2: nothing cancels.
 */
function splitOffset(
  { m, unit }: TiledSurface,
  { byFast, bySlow }: NonNullable<TiledSurface['slopes']>,
  { centre, perPixel, displacement, e, root, shrink }: OffsetParts,
): SplitOffset {
  const across = (slope: Triple<Node>) => {
    const radial = m.dot(centre, slope);
    return XYZ.map((i) =>
      m.product(perPixel, m.minus(slope[i], m.product(centre[i], radial))),
    ) as unknown as Triple<Node>;
  };
  const quadratic = m.ratio(m.product(e, e, m.sum(1, m.ratio(1, m.sum(1, root)))), m.product(2, m.sum(1, e, root)));
  const radialRest = m.minus(quadratic, m.product(0.5, displacement.lengthSquared));
  return {
    byColumn: across(byFast),
    byRow: across(bySlow),
    remainder: XYZ.map((i) =>
      m.sum(m.product(centre[i], radialRest), m.product(displacement.along(unit[i]), shrink)),
    ) as unknown as Triple<Node>,
  };
}
