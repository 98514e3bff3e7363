import { type Calculator, calculator, type Precision, type Triple } from '@braggsim/formula';
import { type Graph, graph, type Loops, loops, NO_LOOPS, type Node, simplify } from '@braggsim/formula/graph';
import type { InputValues } from '../inputs';
import type { BackgroundMode, FactorPlan, FixedPlan, PanelPlan, TermPlan } from '../plan';
import type { Slot, SlotResult, Term } from '../stage';
import { type BeamNodes, beamInputs } from './beam-inputs';
import { flattened, lifted } from './constants';
import { latched } from './latch';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';
import { type SuppliedIndex, splitIndices, vectorsOf } from './split-indices';
import { type SurfaceGraph, surfaceGraph } from './surface-graph';
import type { PlanTerms } from './terms';

/** The terms of one panel. */
export type PanelTerms = Omit<PlanTerms, 'surfaces'> & { readonly surface: Term<'surface'> };

export interface ImageGraph {
  /** Expected photons of a pixel, or what the variant asks for in their place. */
  readonly photons: Node;
  /** What the indices are made of that the kernel supplies. */
  readonly supplied: readonly SuppliedIndex[];
  /** Below zero where the spots of an orientation reach no pixel of the tile; undefined for shapes without end. */
  readonly guard: Node | undefined;
  /** Values that pass from sample to sample, see latch.ts. */
  readonly latches: readonly Node[];
  /** Whether float32 is enough for the offsets of pixels from their tile's centre. */
  readonly affine: boolean;
}

/** What a kernel may want otherwise. */
export interface ImageVariant {
  /**
   * Whether indices are inputs but for a small remainder, on surfaces whose offsets can be split: for kernels that have
   * no float64 to compute them in. `index.<axis>.fraction` and `.whole` are those of a pixel, `.turns` the fraction times
   * `cells`, modulo 1; `anchor.<axis>.rest` is the reduced one of the tile's centre.
   */
  readonly indicesSupplied?: boolean;
  /** Index of the factor whose mean over the samples is wanted in place of photons. */
  readonly factor?: number | undefined;
}

/** Rows of up to as many cells: in float32 their phase is as good as everything else. */
const SHORT_ROW = 50;
/** Whole numbers are exact in float32 up to here. */
const LONGEST_ROW = 2 ** 24;

const PLACE = loops('subpixel', 'layer');
const SOURCE = loops('source');
const ORIENTATION = loops('orientation');
const XYZ = [0, 1, 2] as const;

/** What a sample and a source make together, from the exact direction of the tile's centre and an offset. */
function scatteringOf(
  m: Calculator<Node>,
  surface: SurfaceGraph,
  direction: SampleDirection,
  beam: BeamNodes,
): InputValues<Node> {
  const { centre, offset } = direction;
  const perWavelength = m.ratio(1, beam.wavelength);
  const q = XYZ.map((i) => m.product(m.sum(m.minus(centre[i], beam.incident[i]), offset[i]), perWavelength));
  const along = (axis: Triple<Node>) => m.sum(direction.offsetAlong(axis), m.dot(centre, axis));
  const x = {
    ...surface.inputsOf(direction),
    wavelength: beam.wavelength,
    sourceWeight: beam.sourceWeight,
    stol: m.product(0.5, m.sqrt(m.dot(q, q))),
    cosTwoTheta: along(beam.incident),
    polarB: along(beam.magnetic),
  };
  return x as InputValues<Node>;
}

/**
 * One pixel of the image as a graph: the sample loops of the specification as sums. Constants are inputs that a plan
 * gives values, so that plans of one kind share a module.
 */
export function imageGraph(
  fixed: FixedPlan,
  panel: PanelPlan,
  terms: PanelTerms,
  running: RunningLoops,
  precision: Precision,
  seriesOrder: number | undefined,
  { indicesSupplied = false, factor: wanted }: ImageVariant = {},
): ImageGraph {
  const g = graph(precision);
  const m = calculator(g);
  const plan = (name: string) => g.input(name, NO_LOOPS);
  const evaluate = <S extends Slot>(
    term: Term<S>,
    { constants, choices }: TermPlan,
    prefix: string,
    x: InputValues<Node>,
    by = m,
  ) => term.formula(by, x, lifted(g, prefix, constants), choices) as SlotResult<S, Node>;

  const surface = surfaceGraph(g, m, panel, terms.surface, seriesOrder);
  const place = running.places ? PLACE : NO_LOOPS;
  const placeAt = (prefix: string, varies: Loops) =>
    surface.at({
      subFast: g.input(`${prefix}.fast`, varies),
      subSlow: g.input(`${prefix}.slow`, varies),
      depth: g.input(`${prefix}.depth`, fixed.layers > 1 ? varies : NO_LOOPS),
      layer: g.input(`${prefix}.layer`, fixed.layers > 1 ? varies : NO_LOOPS),
    });
  const direction = placeAt('place', place);
  const beam = beamInputs(g, 'source', running.sources ? SOURCE : NO_LOOPS);
  const x = scatteringOf(m, surface, direction, beam);
  /** The first sample of a pixel and the first of its last layer, from the first source. */
  const ofFirst = (prefix: string) =>
    scatteringOf(m, surface, placeAt(prefix, NO_LOOPS), beamInputs(g, 'first', NO_LOOPS));
  const [first, last] = [ofFirst('firstPlace'), ofFirst('lastLayer')];

  const factor = (i: number, at: InputValues<Node>) =>
    evaluate(terms.factors[i] as Term<'factor'>, fixed.factors[i] as FactorPlan, `factor${i}`, at);
  const factorsOf = (at: InputValues<Node>) =>
    fixed.factors.reduce((p, { mode }, i) => (mode === 'each' ? m.product(p, factor(i, at)) : p), g.constant(1));
  const backgroundsOf = (mode: BackgroundMode, at: InputValues<Node>) =>
    fixed.backgrounds.reduce(
      (s, b, i) =>
        b.mode === mode ? m.sum(s, evaluate(terms.backgrounds[i] as Term<'background'>, b, `background${i}`, at)) : s,
      g.constant(0),
    );

  const accepted = fixed.dMin > 0 ? m.select(1, m.product(2, plan('dMin'), x.stol), 0, 1) : g.constant(1);
  const keepsCulled = fixed.culledBackground === 'stays';
  const latch = latched(g, running, accepted);
  /** A factor that multiplies the pixel as a whole. */
  const wholeFactor = (mode: FactorPlan['mode'], i: number): Node => {
    const passes = mode === 'first' && terms.ofSource[i] && fixed.dMin > 0 && !keepsCulled;
    return passes ? latch.first(factor(i, x)) : factor(i, mode === 'first' ? first : last);
  };
  const whole = fixed.factors.reduce(
    (p, { mode }, i) => (mode === 'each' ? p : m.product(p, wholeFactor(mode, i))),
    g.constant(1),
  );

  const tiesMatter = fixed.structure.id !== 'uniform';
  const [h, k, l] = splitIndices(g, m, direction, beam, running, tiesMatter, indicesSupplied);
  const shapeValues = flattened('shape', fixed.shape.constants);
  const cellsOf = new Map<SuppliedIndex['name'], Node>();
  /** The phase of a long row of cells: the reduced index, times their number, has too few digits in float32. */
  const turns = (index: Node, count: Node | number): Node | undefined => {
    const axis = [h, k, l].find(({ rest }) => rest === index);
    if (!axis?.supplied || typeof count === 'number') return undefined;
    const value = shapeValues[count.name] ?? Number.NaN;
    if (!Number.isInteger(value) || value <= SHORT_ROW || value > LONGEST_ROW) return undefined;
    // One count for an axis: a second one goes by the product.
    if ((cellsOf.get(axis.supplied.name) ?? count) !== count) return undefined;
    cellsOf.set(axis.supplied.name, count);
    return axis.turns(count);
  };
  const at = { ...x, dh: h.rest, dk: k.rest, dl: l.rest, h0: h.whole, k0: k.whole, l0: l.whole };
  const spots = m.product(
    evaluate(terms.shape, fixed.shape, 'shape', at, calculator({ ...g, turns })),
    evaluate(terms.structure, fixed.structure, 'structure', at),
  );
  const crystal = m.product(accepted, running.orientations ? g.sum(spots, ORIENTATION) : spots);
  const background = m.product(keepsCulled ? 1 : accepted, plan('orientations'), backgroundsOf('each', x));
  const overSamples = (sample: Node): Node => {
    const ofPlace = running.sources ? g.sum(sample, SOURCE) : sample;
    return running.places ? g.sum(ofPlace, PLACE) : ofPlace;
  };
  const samples = overSamples(m.product(beam.sourceWeight, factorsOf(x), m.sum(crystal, background)));
  const once = m.product(factorsOf(first), backgroundsOf('once', first));
  const photons = m.product(plan('scale'), whole, m.sum(samples, once));
  const meanFactor = (i: number): Node => {
    const { mode } = fixed.factors[i] as FactorPlan;
    return mode === 'each' ? m.product(plan('perSample'), overSamples(factor(i, x))) : wholeFactor(mode, i);
  };

  const guard = guardOf(g, m, terms.shape, fixed.shape, [h, k, l], direction.radius, beam.wavelength, running);
  const indices = [h, k, l].flatMap(({ supplied }) => supplied ?? []);
  const output = wanted === undefined ? photons : meanFactor(wanted);
  const cells = indices.flatMap(({ name }) => cellsOf.get(name) ?? []);
  const parts = [output, ...latch.next, ...indices.flatMap(vectorsOf), ...cells];
  const [image, ...rest] = simplify(g, guard ? [...parts, guard] : parts) as [Node, ...Node[]];
  const latches = rest.slice(0, latch.next.length);
  const triple = (n: number) =>
    rest.slice(latches.length + 3 * n, latches.length + 3 * n + 3) as unknown as Triple<Node>;
  return {
    photons: image,
    guard: guard && rest.at(-1),
    latches,
    supplied: indices.map(({ name }, n) => ({
      name,
      axis: triple(4 * n),
      from: triple(4 * n + 1),
      byHalfColumn: triple(4 * n + 2),
      byHalfRow: triple(4 * n + 3),
      cells: cellsOf.has(name)
        ? rest[latches.length + 12 * indices.length + cells.indexOf(cellsOf.get(name) as Node)]
        : undefined,
    })),
    affine: surface.affine,
  };
}

/**
 * The reduced index of any pixel of a tile differs from the anchor by at most |axis| radius/lambda, so that a compact
 * shape ends there: `reach` less the least distance, on the axis where that is largest.
 */
function guardOf(
  g: Graph,
  m: Calculator<Node>,
  shape: Term<'shape'>,
  { constants, choices }: TermPlan,
  axes: Triple<{ readonly atCentre: Node }>,
  radius: Node,
  wavelength: Node,
  running: RunningLoops,
): Node | undefined {
  const reach = shape.reach?.(constants, choices);
  if (!reach || !running.orientations || reach.every((x) => x >= 0.5)) return undefined;
  const spread = m.ratio(radius, wavelength);
  const left = axes.map(({ atCentre }, i) => {
    const length = g.input(`${['a', 'b', 'c'][i]}.length`, ORIENTATION);
    return m.sum(g.input(`reach.${i}`, NO_LOOPS), m.minus(m.product(length, spread), g.abs(atCentre)));
  }) as unknown as Triple<Node>;
  return m.smaller(left[0], m.smaller(left[1], left[2]));
}
