import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, gradient, loops, NO_LOOPS, type Node, overlap, PIXEL, union } from '@braggsim/formula/graph';
import type { InputValues } from '../inputs';
import type { PanelPlan } from '../plan';
import type { Term } from '../stage';
import { lifted } from './constants';
import type { Place, SampleDirection, SplitOffset } from './sample-direction';
import { withinPixel } from './subpixel';
import { TILE_EDGE } from './tile';

const XYZ = [0, 1, 2] as const;
const TILE = loops('tile');
/** Where on the panel. */
const VARYING = union(TILE, PIXEL);

/** What terms may ask of a place. */
export type PlaceInputs = Pick<
  InputValues<Node>,
  'fastOffset' | 'slowOffset' | 'depth' | 'layer' | 'range' | 'cosIncidence' | 'pixelSize' | 'closeDistance'
>;

export interface SurfaceGraph {
  at(place: Place): SampleDirection;
  inputsOf(direction: SampleDirection): PlaceInputs;
  /** Whether offsets are free of cancellation, so that float32 is enough for them. */
  readonly affine: boolean;
}

/**
 * Directions of samples on a panel. With P the sensor point at a tile's centre, R its range and r the vector from there
 * to the sample, the unit vectors differ by d g + (r/R)(1 + g), where g = -e/(1 + e + sqrt(1 + e)) and
 * e = 2 d.r/R + r^2/R^2: nothing cancels. On an affine surface r is linear in the pixel, with slopes that the surface's
 * formula gives by differentiation; on others it is a difference, which only float64 can take.
 */
export function surfaceGraph(
  g: Graph,
  m: Calculator<Node>,
  panel: PanelPlan,
  surface: Term<'surface'>,
  seriesOrder: number | undefined,
): SurfaceGraph {
  const plan = (name: string) => g.input(name, NO_LOOPS);
  const pixelSize = plan('pixelSize');
  const closeDistance = plan('closeDistance');
  const normal: Triple<Node> = [plan('normal.x'), plan('normal.y'), plan('normal.z')];
  const [tileFast, tileSlow] = [g.input('tileFast', TILE), g.input('tileSlow', TILE)];
  const [column, row] = [g.input('column', PIXEL), g.input('row', PIXEL)];
  const constants = lifted(g, 'surface', panel.surface.constants);
  const point = (fastOffset: Node, slowOffset: Node, depth: Node) =>
    surface.formula(m, { fastOffset, slowOffset, depth } as InputValues<Node>, constants, panel.surface.choices);

  const probe = [g.input('probe.fast', VARYING), g.input('probe.slow', VARYING)] as const;
  const slopes = point(...probe, plan('probe.depth')).map((p) => gradient(g, p, probe) as [Node, Node]);
  const affine = slopes.flat().every((slope) => !overlap(slope.scope, VARYING));

  const fastOffset = (sub: Node) => m.sum(m.product(m.sum(tileFast, column), pixelSize), sub);
  const slowOffset = (sub: Node) => m.sum(m.product(m.sum(tileSlow, row), pixelSize), sub);

  const UNIT = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ].map((unit) => unit.map((x) => g.constant(x)) as unknown as Triple<Node>);
  const [byFast, bySlow] = [0, 1].map((j) => slopes.map((slope) => slope[j as 0]) as unknown as Triple<Node>) as [
    Triple<Node>,
    Triple<Node>,
  ];
  /** Projections of the way from the tile's centre to a pixel of an affine surface, in units of the range. */
  const linear = (perPixel: Node) => (axis: Triple<Node>) =>
    m.sum(
      m.product(column, m.product(perPixel, m.dot(axis, byFast))),
      m.product(row, m.product(perPixel, m.dot(axis, bySlow))),
    );
  /** Its squared length. */
  const asideSquared = (perPixel: Node) => {
    const square = m.product(perPixel, perPixel);
    const [ff, fs, ss] = [m.dot(byFast, byFast), m.product(2, m.dot(byFast, bySlow)), m.dot(bySlow, bySlow)];
    return m.sum(
      m.product(column, m.sum(m.product(column, m.product(square, ff)), m.product(row, m.product(square, fs)))),
      m.product(row, m.product(row, m.product(square, ss))),
    );
  };
  const projection = (aside: readonly Node[]) => (axis: Triple<Node>) => m.dot(axis, aside);

  const direct = (place: Place): SampleDirection => {
    const { subFast, subSlow, depth } = place;
    const fast = m.sum(m.product(tileFast, pixelSize), subFast);
    const slow = m.sum(m.product(tileSlow, pixelSize), subSlow);
    const middle = point(fast, slow, depth);
    const perCentre = m.ratio(1, m.sqrt(m.dot(middle, middle)));
    const centre = XYZ.map((i) => m.product(middle[i], perCentre)) as unknown as Triple<Node>;
    const perPixel = m.product(pixelSize, perCentre);
    /** Offset along a vector, before it is shortened: linear in the pixel, or a difference. */
    const asideAlong = affine
      ? linear(perPixel)
      : projection(
          XYZ.map((i) =>
            m.product(m.minus(point(fastOffset(subFast), slowOffset(subSlow), depth)[i], middle[i]), perCentre),
          ),
        );
    const asideLength = affine ? asideSquared(perPixel) : undefined;
    const e = asideLength
      ? m.sum(m.product(2, asideAlong(centre)), asideLength)
      : m.sum(m.product(2, asideAlong(centre)), m.dot(UNIT.map(asideAlong), UNIT.map(asideAlong)));
    const e1 = m.sum(1, e);
    const root = m.sqrt(e1);
    const shrink = m.neg(m.ratio(e, m.sum(e1, root)));
    const scale = m.sum(1, shrink);
    const offsetAlong = (axis: Triple<Node>) =>
      m.sum(m.product(m.dot(axis, centre), shrink), m.product(scale, asideAlong(axis)));
    const halfDiagonal = m.product(perPixel, (TILE_EDGE / 2) * Math.SQRT2);
    return {
      centre,
      offset: UNIT.map(offsetAlong) as unknown as Triple<Node>,
      offsetAlong,
      split: asideLength && splitOffset({ centre, perPixel, asideAlong, asideLength, e, root, shrink }),
      perRange: m.product(perCentre, scale),
      radius: m.product(halfDiagonal, m.sum(1, halfDiagonal)),
      place,
    };
  };
  /**
   * With c the centre and a the way aside, the offset c g + a (1 + g) is linear in a up to a - c (c.a). What is left is
   * c (g + c.a) + a g, where g + c.a = e^2 (1 + 1/(1 + sqrt(1 + e)))/(2 (1 + e + sqrt(1 + e))) - a^2/2: nothing cancels.
   */
  const splitOffset = (part: {
    readonly centre: Triple<Node>;
    readonly perPixel: Node;
    readonly asideAlong: (axis: Triple<Node>) => Node;
    readonly asideLength: Node;
    readonly e: Node;
    readonly root: Node;
    readonly shrink: Node;
  }): SplitOffset => {
    const { centre, perPixel, asideAlong, asideLength, e, root, shrink } = part;
    const across = (slope: Triple<Node>) => {
      const radial = m.dot(centre, slope);
      return XYZ.map((i) =>
        m.product(perPixel, m.minus(slope[i], m.product(centre[i], radial))),
      ) as unknown as Triple<Node>;
    };
    const quadratic = m.ratio(m.product(e, e, m.sum(1, m.ratio(1, m.sum(1, root)))), m.product(2, m.sum(1, e, root)));
    const radialRest = m.minus(quadratic, m.product(0.5, asideLength));
    return {
      byColumn: across(byFast),
      byRow: across(bySlow),
      remainder: XYZ.map((i) =>
        m.sum(m.product(centre[i], radialRest), m.product(asideAlong(UNIT[i] as Triple<Node>), shrink)),
      ) as unknown as Triple<Node>,
    };
  };
  const inSteps = affine && seriesOrder !== undefined;
  const middleOf = (place: Place): Place => ({ ...place, subFast: m.value(0), subSlow: m.value(0) });
  return {
    affine,
    at: (place) =>
      inSteps
        ? {
            ...withinPixel(
              m,
              direct(middleOf(place)),
              slopes,
              { fast: place.subFast, slow: place.subSlow },
              seriesOrder,
            ),
            place,
          }
        : direct(place),
    inputsOf: ({ centre, offsetAlong, perRange, place }) => ({
      pixelSize,
      closeDistance,
      fastOffset: fastOffset(place.subFast),
      slowOffset: slowOffset(place.subSlow),
      depth: place.depth,
      layer: place.layer,
      range: m.ratio(1, perRange),
      cosIncidence: m.sum(m.dot(centre, normal), offsetAlong(normal)),
    }),
  };
}
