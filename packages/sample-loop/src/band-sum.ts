import type { Term } from '@braggsim/core';
import {
  type BandPlan,
  bandMoments,
  channelInputsAt,
  type GaussianSpot,
  linePastNode,
  lineSquare,
  meanWithin,
} from '@braggsim/core/band';
import type { FixedPlan, InputValues } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, type Loops, loops, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { segmentsPerRow } from './band-values';
import { isShapeLiteral, lifted } from './constants';
import type { Directions } from './moved';
import type { RunningLoops } from './running-loops';

const NODE = loops('node');
const ORIENTATION = loops('orientation');
/** Exponent at which a spot ends: its intensity is e^-60 of the peak. */
const LAST_EXPONENT = 60;
/** Least length of the largest component of u, m, by which is divided. */
const MIN_COMPONENT = 1e-30;

/** What the integral over a band is made of at a sample and orientation. */
export interface BandSample {
  readonly fixed: FixedPlan & { readonly band: BandPlan };
  readonly shape: Term<'shape'>;
  readonly directions: Directions | undefined;
  /** Whether there is more than one row of the loop over nodes. */
  readonly isLoop: boolean;
  /** u of the phases h = u t, the cell vectors times the difference of diffracted and incident direction, m. */
  readonly line: Triple<Node>;
  readonly at: InputValues<Node>;
  /** Returns the squared amplitude at inputs. */
  structure(at: InputValues<Node>): Node;
  /** Factors that depend on the photon energy, at inputs. */
  energyFactor(at: InputValues<Node>): Node;
}

/** Scattering of the nodes along a line of phases. */
export interface BandSpots {
  /** Scattering of a row of the loop over nodes, electrons^2. */
  readonly intensity: Node;
  /** 1/wavelength at which the node of the row scatters in the mean, 1/m. */
  readonly inverseWavelength: Node;
  readonly hkl: Triple<Node>;
  /** Returns the sum of a value over all rows. */
  sum(value: Node): Node;
}

/** Returns the node of a row: the lattice plane across the largest component of u, and offsets from the node in it that is nearest to the line. */
function nodeOnLine(g: Graph, m: Calculator<Node>, band: BandPlan, line: Triple<Node>, row: (name: string) => Node) {
  const sizes = line.map((x) => g.abs(x)) as unknown as Triple<Node>;
  const larger = m.larger(sizes[0], sizes[1]);
  const isThird = m.select(larger, sizes[2], 1, 0);
  const isSecond = m.product(m.minus(1, isThird), m.select(sizes[0], sizes[1], 1, 0));
  const isFirst = m.minus(m.minus(1, isThird), isSecond);
  const component = m.select(larger, sizes[2], line[2], m.select(sizes[0], sizes[1], line[1], line[0]));
  const main = m.select(m.larger(larger, sizes[2]), MIN_COMPONENT, MIN_COMPONENT, component);
  const firstPlane = g.nearest(m.product(main, g.input('band.start', NO_LOOPS)));
  const plane = m.sum(firstPlane, m.product(m.select(main, 0, -1, 1), row('plane')));
  const reference = m.product(plane, m.ratio(1, main));
  const [first, second] = [row('first'), row('second')];
  const offsets = [
    m.product(m.minus(1, isFirst), first),
    m.sum(m.product(isFirst, first), m.product(isThird, second)),
    m.product(m.minus(1, isThird), second),
  ];
  const axes = line.map((u, i) => {
    const phase = m.product(u, reference);
    const near = g.nearest(phase);
    const rest = m.minus(phase, near);
    const given = offsets[i] as Node;
    const offset = band.bySide ? m.product(given, m.select(rest, 0, -1, 1)) : given;
    return { index: m.sum(near, offset), rest: m.minus(rest, offset) };
  });
  const triple = (of: (axis: (typeof axes)[number]) => Node) => axes.map(of) as unknown as Triple<Node>;
  return { reference, hkl: triple(({ index }) => index), offset: triple(({ rest }) => rest) };
}

/**
 * Returns the scattering of one node of a row: M^2 F^2 exp(-miss) times the integral of the density of the band and a Gaussian in
 * t = 1/wavelength.
 */
export function bandSpots(g: Graph, m: Calculator<Node>, sample: BandSample): BandSpots {
  const { fixed, shape, directions, isLoop, line, at } = sample;
  const { band } = fixed;
  const varies: Loops = isLoop ? NODE : NO_LOOPS;
  const row = (name: string) => {
    const node = g.input(`band.${name}`, varies);
    return directions?.moved(`band.${name}`, node) ?? node;
  };
  const constants = lifted(g, 'shape', fixed.shape.constants, directions?.moved, isShapeLiteral(fixed));
  const gaussian = shape.gaussian as NonNullable<typeof shape.gaussian>;
  const spot: GaussianSpot<Node> = gaussian<Node>(constants as never, fixed.shape.specialization);
  const square = lineSquare(m, line, spot.form, g.input('band.flat', NO_LOOPS));
  const { reference, hkl, offset } = nodeOnLine(g, m, band, line, row);
  const { nearest, miss } = linePastNode(m, line, spot.form, square, offset);
  const count = segmentsPerRow(band);
  const indices = Array.from({ length: count + 1 }, (_, k) => k);
  const moments = bandMoments(
    m,
    square.square,
    indices.map((k) => ({ y: m.minus(m.minus(row(`t${k}`), reference), nearest), density: row(`s${k}`) })),
    indices.slice(0, count).map((k) => ({ width: row(`width${k}`), slope: row(`slope${k}`) })),
  );
  const inverseWavelength = meanWithin(m, moments, m.sum(reference, nearest), [
    g.input('band.start', NO_LOOPS),
    g.input('band.end', NO_LOOPS),
  ]);
  const [h0, k0, l0] = hkl;
  const zero = g.constant(0);
  const onNode = { ...at, h0, k0, l0, dh: zero, dk: zero, dl: zero };
  const ofEnergy = {
    ...onNode,
    wavelength: m.ratio(1, inverseWavelength),
    sinThetaOverLambda: m.product(at.sinThetaOverLambda, at.wavelength, inverseWavelength),
  };
  const amplitudes = sample.structure({ ...onNode, ...channelsOf(g, m, band, inverseWavelength) });
  const scattered = m.product(spot.peak, m.exp(m.neg(miss)), moments.zeroth, amplitudes);
  const middle = m.sum(reference, nearest);
  const [start, end] = [g.input('band.start', NO_LOOPS), g.input('band.end', NO_LOOPS)];
  /** Distance in t from the middle of the Gaussian to the band. */
  const beside = m.larger(0, m.larger(m.minus(start, middle), m.minus(middle, end)));
  const exponent = m.sum(miss, m.product(square.square, m.square(beside)));
  const accepted = fixed.dMin > 0 ? [m.select(1, tooFine(g, m, hkl), 0, 1)] : [];
  return {
    intensity: m.product(scattered, ...accepted, sample.energyFactor(ofEnergy)),
    inverseWavelength,
    hkl,
    sum: (value) => {
      // Kernels pass over what is zero for several pixels: most pixels are far from the spot of most nodes.
      const near = m.select(exponent, LAST_EXPONENT, value, 0);
      return isLoop ? g.sum(near, NODE) : near;
    },
  };
}

/** Returns what the structure term takes of the energy at which a node scatters in the mean. */
function channelsOf(g: Graph, m: Calculator<Node>, { channelValues }: BandPlan, t: Node): Record<string, Node> {
  if (!channelValues) return {};
  const { t: points, values, isPlace } = channelValues;
  const plan = (name: string) => g.input(`band.${name}`, NO_LOOPS);
  const numbers = Array.from({ length: values.length / points.length }, (_, j) => j);
  const stretches = Array.from({ length: points.length - 1 }, (_, p) => ({
    start: plan(`energy.${p}`),
    width: plan(`energyWidth.${p}`),
    slopes: numbers.map((j) => plan(`valueSlope.${p}.${j}`)),
  }));
  return channelInputsAt(
    m,
    t,
    numbers.map((j) => plan(`value.${j}`)),
    stretches,
    isPlace,
  );
}

/**
 * Makes a node that is below zero where no pixel of the tile has a row's lattice plane among those that its line crosses: there are
 * at most as many as the largest component of u is long over the band, and one. The difference of directions over a tile adds a small
 * part of a plane, so that a closer bound of it would leave out no more rows.
 *
 * @param line u at the centre of the tile, m
 * @param radius bound of the difference of directions over the tile
 */
export function bandRowTest(
  g: Graph,
  m: Calculator<Node>,
  line: Triple<Node>,
  radius: Node,
  { orientations }: RunningLoops,
): Node {
  const sizes = (['a', 'b', 'c'] as const).map((name, i) => {
    const length = g.input(`${name}.length`, orientations ? ORIENTATION : NO_LOOPS);
    return m.sum(m.abs(line[i] as Node), m.product(length, radius));
  }) as unknown as Triple<Node>;
  const largest = m.larger(sizes[0], m.larger(sizes[1], sizes[2]));
  const width = m.minus(g.input('band.end', NO_LOOPS), g.input('band.start', NO_LOOPS));
  return m.sum(m.product(largest, width), m.minus(g.input('band.planes', NO_LOOPS), g.input('band.plane', NODE)));
}

/** Returns the squared ratio of the resolution limit to the d-spacing of a node. */
function tooFine(g: Graph, m: Calculator<Node>, [h, k, l]: Triple<Node>): Node {
  const [hh, kk, ll, hk, hl, kl] = [0, 1, 2, 3, 4, 5].map((i) => g.input(`band.metric.${i}`, NO_LOOPS)) as [
    Node,
    Node,
    Node,
    Node,
    Node,
    Node,
  ];
  return m.sum(
    m.product(h, m.sum(m.product(hh, h), m.product(hk, k), m.product(hl, l))),
    m.product(k, m.sum(m.product(kk, k), m.product(kl, l))),
    m.product(ll, l, l),
  );
}
