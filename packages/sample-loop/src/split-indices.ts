import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, loops, NO_LOOPS, type Node, PIXEL, union } from '@braggsim/formula/graph';
import { type BeamNodes, vectorInput } from './beam-inputs';
import type { RunningLoops } from './running-loops';
import type { SampleDirection } from './sample-direction';

/** A fractional index that the kernel supplies: scalar products of an axis with vectors without unit. */
export interface SuppliedIndex {
  readonly name: 'a' | 'b' | 'c';
  readonly axis: Triple<Node>;
  /** Direction of the tile's centre less that of the source: its product with the axis is the index there. */
  readonly from: Triple<Node>;
  /**
   * Half of the change of the index with a column and with a row: pixels lie at odd multiples from the tile's centre.
   */
  readonly byHalfColumn: Triple<Node>;
  readonly byHalfRow: Triple<Node>;
  /** Number of cells by which the fraction of the index is multiplied, if it is. */
  readonly cells: Node | undefined;
}

type SuppliedVectors = Omit<SuppliedIndex, 'cells'>;

/** Lists the components of the vectors of an index, in the order in which kernels are given them. */
export const vectorsOf = ({ axis, from, byHalfColumn, byHalfRow }: SuppliedVectors): Node[] => [
  ...axis,
  ...from,
  ...byHalfColumn,
  ...byHalfRow,
];

/** Returns the vector's sum of products plus a start, as a chain of fused operations. */
const dotPlus = (m: Calculator<Node>, u: Triple<Node>, v: Triple<Node>, start: Node): Node =>
  m.sum(m.product(u[0], v[0]), m.sum(m.product(u[1], v[1]), m.sum(m.product(u[2], v[2]), start)));

const ORIENTATION = loops('orientation');

/** Returns the products of the cell vectors and the difference of the directions of the tile's centre and of the incident ray, m. */
export function centreLine(
  g: Graph,
  m: Calculator<Node>,
  { centre }: SampleDirection,
  { incident }: BeamNodes,
  running: RunningLoops,
): Triple<Node> {
  const from = centre.map((c, i) => m.minus(c, incident[i] as Node));
  const along = (name: SuppliedIndex['name']) => m.dot(axisOf(g, name, running), from);
  return [along('a'), along('b'), along('c')];
}

/** Returns the products of the cell vectors and the difference of the directions of a pixel and of the incident ray, m: its indices times the wavelength. */
export function phaseLine(
  g: Graph,
  m: Calculator<Node>,
  direction: SampleDirection,
  beam: BeamNodes,
  running: RunningLoops,
): Triple<Node> {
  const atCentre = centreLine(g, m, direction, beam, running);
  const along = (name: SuppliedIndex['name'], start: Node) =>
    dotPlus(m, axisOf(g, name, running), direction.offset, start);
  return [along('a', atCentre[0]), along('b', atCentre[1]), along('c', atCentre[2])];
}

const axisOf = (g: Graph, name: SuppliedIndex['name'], running: RunningLoops): Triple<Node> =>
  vectorInput(g, name, running.orientations ? ORIENTATION : NO_LOOPS);

/** The sample whose indices are wanted. */
interface IndexedSample {
  readonly direction: SampleDirection;
  readonly beam: BeamNodes;
  readonly running: RunningLoops;
  /** Whether indices halfway between two integers must be rounded down, as look-ups require. */
  readonly tiesMatter: boolean;
  /** Whether the kernel supplies indices where offsets can be split. */
  readonly indicesSupplied: boolean;
}

/** One of the three indices of a sample, split into integer and remainder. */
export type SplitIndex = ReturnType<typeof splitIndices>[number];

/**
 * Splits the fractional indices of a sample into Miller indices and remainders, from anchors in float64 and small
 * offsets. One wavelength divides the cell vectors, outside the loop over pixels; several wavelengths divide the
 * offsets, outside the loop over orientations.
 */
export function splitIndices(
  g: Graph,
  m: Calculator<Node>,
  { direction, beam, running, tiesMatter, indicesSupplied }: IndexedSample,
) {
  const perWavelength = m.ratio(1, beam.wavelength);
  const times = (v: Triple<Node>, x: Node): Triple<Node> => [
    m.product(v[0], x),
    m.product(v[1], x),
    m.product(v[2], x),
  ];
  const scaled = (v: Triple<Node>): Triple<Node> => times(v, perWavelength);
  const from: Triple<Node> = [
    m.minus(direction.centre[0], beam.incident[0]),
    m.minus(direction.centre[1], beam.incident[1]),
    m.minus(direction.centre[2], beam.incident[2]),
  ];
  const dividesOffsets = running.sources && running.orientations;
  const [q0, dq] = dividesOffsets ? [scaled(from), scaled(direction.offset)] : [from, direction.offset];
  const unit = dividesOffsets ? g.input('first.wavelength', NO_LOOPS) : g.constant(1);
  /** Returns the fractional index at every channel of a spectrum: u/lambda, where u is the scalar product of the axis and the difference of directions. */
  const channelIndex = (name: SuppliedIndex['name']) => {
    const vector = axisOf(g, name, running);
    const anchor = m.product(m.dot(vector, from), perWavelength);
    const whole = m.nearest(anchor);
    const rest = m.minus(anchor, whole);
    const offset = running.orientations ? m.dot(vector, direction.offset) : direction.offsetAlong(vector);
    return { index: m.sum(m.product(offset, perWavelength), rest), whole, atCentre: rest };
  };
  const split = (name: SuppliedIndex['name']) => {
    if (running.channels) return reduced({ ...channelIndex(name), supplied: undefined, turns: undefined });
    const vector = axisOf(g, name, running);
    const axis = dividesOffsets ? vector : scaled(vector);
    return reduced((indicesSupplied && suppliedIndex(name, axis)) || computedIndex(axis));
  };
  const reduced = <More>({ index, whole, ...more }: More & { readonly index: Node; readonly whole: Node }) => {
    const near = tiesMatter ? m.millerIndex(index) : m.nearest(index);
    return { ...more, whole: m.sum(whole, near), rest: m.minus(index, near) };
  };
  const computedIndex = (axis: Triple<Node>) => {
    const anchor = m.dot(axis, q0);
    const whole = m.nearest(anchor);
    const rest = m.minus(anchor, whole);
    const index = running.orientations ? dotPlus(m, axis, dq, rest) : m.sum(direction.offsetAlong(axis), rest);
    return { index, whole, atCentre: rest, supplied: undefined, turns: undefined };
  };
  const suppliedIndex = (name: SuppliedIndex['name'], axis: Triple<Node>) => {
    if (!direction.split) return undefined;
    const { byColumn, byRow, remainder } = direction.split;
    const unitless = (v: Triple<Node>, factor = 1) => times(dividesOffsets ? scaled(v) : v, m.product(factor, unit));
    const varies = [axis, q0].flat().reduce((set, x) => union(set, x.scope), NO_LOOPS);
    const ofPixel = (part: string) => g.input(`index.${name}.${part}`, union(varies, PIXEL));
    const supplied: SuppliedVectors = {
      name,
      axis: times(axis, m.ratio(1, unit)),
      from: times(q0, unit),
      byHalfColumn: unitless(byColumn, 0.5),
      byHalfRow: unitless(byRow, 0.5),
    };
    const small = dividesOffsets ? scaled(remainder) : remainder;
    const turns = (cells: Node): Node => {
      const phase = m.sum(ofPixel('turns'), m.product(cells, dotPlus(m, axis, small, g.constant(0))));
      return m.minus(phase, m.nearest(phase));
    };
    return {
      index: dotPlus(m, axis, small, ofPixel('fraction')),
      whole: ofPixel('whole'),
      atCentre: g.input(`anchor.${name}.rest`, varies),
      supplied,
      turns,
    };
  };
  return [split('a'), split('b'), split('c')] as const;
}
