import type { Term } from '@braggsim/core';
import type { InputValues, PanelPlan } from '@braggsim/core/kernel';
import { type Calculator, calculator, type Triple } from '@braggsim/formula';
import {
  type Graph,
  gradient,
  graph,
  loops,
  NO_LOOPS,
  type Node,
  overlap,
  PIXEL,
  union,
} from '@braggsim/formula/graph';
import { lifted } from './constants';
import type { Directions } from './moved';
import type { Place, SampleDirection } from './sample-direction';
import { withinPixel } from './subpixel';
import { type TiledSurface, tileDirection } from './tile-direction';

const UNIT = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;
const TILE = loops('tile');
/** Loops over places on a panel. */
const VARYING = union(TILE, PIXEL);

/** What terms may ask of a place. */
export type PlaceInputs = Pick<
  InputValues<Node>,
  | 'fastOffset'
  | 'slowOffset'
  | 'depth'
  | 'layer'
  | 'range'
  | 'cosIncidence'
  | 'directionX'
  | 'directionY'
  | 'directionZ'
  | 'pixelSize'
  | 'normalDistance'
>;

/** A place that changes along directions. */
export interface MovedPlace
  extends Pick<PlaceInputs, 'fastOffset' | 'slowOffset' | 'depth' | 'pixelSize' | 'normalDistance'> {
  readonly point: Triple<Node>;
  readonly normal: Triple<Node>;
}

/** The surface of a panel: directions of its samples, and the inputs of terms that depend on them. */
export interface SurfaceGraph {
  /** Normal of the panel. */
  readonly normal: Triple<Node>;
  at(place: Place): SampleDirection;
  inputsOf(direction: SampleDirection): PlaceInputs;
  /** Returns the point of a place in the lab and what terms may ask of it, as they change along directions. */
  moved(place: Place, prefix: string, directions: Directions): MovedPlace;
}

/** A point of a panel in the lab, by its offsets. */
type PointAt = (fastOffset: Node, slowOffset: Node, depth: Node) => Triple<Node>;

function pointOf(g: Graph, m: Calculator<Node>, { surface: plan }: PanelPlan, surface: Term<'surface'>): PointAt {
  const constants = lifted(g, 'surface', plan.constants);
  return (fastOffset, slowOffset, depth) =>
    surface.formula(m, { fastOffset, slowOffset, depth } as InputValues<Node>, constants, plan.specialization);
}

/** Makes the derivatives of a point by its offsets, for each coordinate. */
function slopesOf(g: Graph, point: PointAt): [Node, Node][] {
  const probe = [g.input('probe.fast', VARYING), g.input('probe.slow', VARYING)] as const;
  return point(...probe, g.input('probe.depth', NO_LOOPS)).map((p) => gradient(g, p, probe) as [Node, Node]);
}

const areConstant = (slopes: readonly [Node, Node][]): boolean =>
  slopes.flat().every((slope) => !overlap(slope.scope, VARYING));

/** Tells whether offsets on a panel are free of cancellation, so that float32 is enough for them. */
export function isAffine(panel: PanelPlan, surface: Term<'surface'>): boolean {
  const g = graph('double');
  return areConstant(slopesOf(g, pointOf(g, calculator(g), panel, surface)));
}

/**
 * Makes the directions of samples on a panel. Where the derivatives of the surface's formula do not depend on the place it is
 * affine, and they are the slopes with which offsets are linear in the pixel.
 */
export function surfaceGraph(
  g: Graph,
  m: Calculator<Node>,
  panel: PanelPlan,
  surface: Term<'surface'>,
  seriesOrder: number | undefined,
  tileEdge: number,
): SurfaceGraph {
  const plan = (name: string) => g.input(name, NO_LOOPS);
  const pixelSize = plan('pixelSize');
  const normalDistance = plan('normalDistance');
  const normal: Triple<Node> = [plan('normal.x'), plan('normal.y'), plan('normal.z')];
  const [tileFast, tileSlow] = [g.input('tileFast', TILE), g.input('tileSlow', TILE)];
  const [column, row] = [g.input('column', PIXEL), g.input('row', PIXEL)];
  const point = pointOf(g, m, panel, surface);
  const slopes = slopesOf(g, point);
  const affine = areConstant(slopes);
  const by = (direction: 0 | 1) => slopes.map((slope) => slope[direction]) as unknown as Triple<Node>;

  const tiled: TiledSurface = {
    m,
    pixelSize,
    tileEdge,
    tileFast,
    tileSlow,
    column,
    row,
    unit: UNIT.map((vector) => vector.map((x) => g.constant(x))) as unknown as TiledSurface['unit'],
    point,
    slopes: affine ? { byFast: by(0), bySlow: by(1) } : undefined,
  };
  const offset = (tile: Node, pixel: Node, sub: Node) => m.sum(m.product(m.sum(tile, pixel), pixelSize), sub);
  const middleOf = (place: Place): Place => ({ ...place, subFast: m.value(0), subSlow: m.value(0) });
  return {
    normal,
    moved: (place, prefix, { moved }) => {
      const edge = moved('pixelSize', pixelSize);
      const offsetOf = (tile: Node, pixel: Node, name: string, sub: Node) =>
        m.sum(m.product(m.sum(tile, pixel), edge), moved(`${prefix}.${name}`, sub));
      const at = {
        fastOffset: offsetOf(tileFast, column, 'fast', place.subFast),
        slowOffset: offsetOf(tileSlow, row, 'slow', place.subSlow),
        depth: moved(`${prefix}.depth`, place.depth),
      };
      const { constants: values, specialization } = panel.surface;
      return {
        ...at,
        pixelSize: edge,
        normalDistance: moved('normalDistance', normalDistance),
        point: surface.formula(m, at as InputValues<Node>, lifted(g, 'surface', values, moved), specialization),
        normal: normal.map((n, i) => moved(`normal.${'xyz'[i]}`, n)) as unknown as Triple<Node>,
      };
    },
    at: (place) => {
      if (!affine || seriesOrder === undefined) return tileDirection(tiled, place);
      const pixel = tileDirection(tiled, middleOf(place));
      return { ...withinPixel(m, pixel, slopes, { fast: place.subFast, slow: place.subSlow }, seriesOrder), place };
    },
    inputsOf: ({ centre, offset: fromCentre, offsetAlong, perRange, place }) => ({
      pixelSize,
      normalDistance,
      fastOffset: offset(tileFast, column, place.subFast),
      slowOffset: offset(tileSlow, row, place.subSlow),
      depth: place.depth,
      layer: place.layer,
      range: m.ratio(1, perRange),
      cosIncidence: m.sum(m.dot(centre, normal), offsetAlong(normal)),
      directionX: m.sum(centre[0], fromCentre[0]),
      directionY: m.sum(centre[1], fromCentre[1]),
      directionZ: m.sum(centre[2], fromCentre[2]),
    }),
  };
}
