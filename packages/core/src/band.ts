/**
 * Integrals of Gaussian spots over a continuous spectrum, and the layout of the plans that have one.
 *
 * @module
 * @example
 * ```ts
 * import { BAND_SEGMENTS } from '@braggsim/core/band';
 *
 * console.log(BAND_SEGMENTS); // stretches between knots that one iteration integrates
 * ```
 */
import type { Calculator, Triple } from '@braggsim/formula';

export { BAND_SEGMENTS, type BandChannelValues, type BandPlan, bandChunks } from './plan';
export type { GaussianSpot } from './stage';

/** Tells whether a factor depends on the photon energy, so that it is taken at the mean energy of each node that scatters over a band. */
export const isOfEnergy = ({ inputs }: { readonly inputs: readonly string[] }): boolean =>
  inputs.some((input) => input === 'wavelength' || input === 'sinThetaOverLambda');

/** A value, or a number in its place. */
type Value<T> = T | number;

/** Coefficients of a quadratic form in three numbers: of the squares, and of the products 01, 02, 12. */
export type FormCoefficients<T> = readonly Value<T>[];

/** Smallest a (q - p)^2 for which the closed integral is used: below it, it is a difference of nearly equal numbers. */
const SHORTEST_CLOSED = 1e-5;
/**
 * Distance from the middle of a Gaussian, times sqrt(a), beyond which it counts as e^-256: smaller products would be subnormal numbers, which
 * processors are slow with.
 */
const FARTHEST = 16;
/** Least part of an integral that has a mean. */
const MIN_INTEGRAL = 1e-290;

/** Returns the matrix of a quadratic form times a vector. */
function timesForm<T>(
  m: Calculator<T>,
  [aa, bb, cc, ab, ac, bc]: FormCoefficients<T>,
  [x, y, z]: Triple<T>,
): Triple<T> {
  const half = (c: Value<T> | undefined, v: T) => m.product(0.5, c ?? 0, v);
  return [
    m.sum(m.product(aa ?? 0, x), half(ab, y), half(ac, z)),
    m.sum(half(ab, x), m.product(bb ?? 0, y), half(bc, z)),
    m.sum(half(ac, x), half(bc, y), m.product(cc ?? 0, z)),
  ];
}

/** The line of phases u t as seen from a node. */
export interface LinePastNode<T> {
  /** Coefficient of t^2 in the exponent, u^T W u. */
  readonly square: T;
  /** t of the point of the line nearest to the node, less that of the reference point. */
  readonly nearest: T;
  /** Exponent at that point: the squared distance of node and line. */
  readonly miss: T;
}

/** What the exponents of all nodes along a line u t share. */
export interface LineSquare<T> {
  /** Product of the form W and the direction u of the line. */
  readonly along: Triple<T>;
  /** Coefficient of t^2 in the exponent, u^T W u, and its inverse. */
  readonly square: T;
  readonly perSquare: T;
}

/**
 * Returns the part of the exponent (u t - n)^T W (u t - n) of a Gaussian spot that all nodes n have in common: W u, and the
 * coefficient u^T W u of t^2 with its inverse.
 *
 * @param least the least coefficient of t^2
 */
export function lineSquare<T>(
  m: Calculator<T>,
  u: Triple<T>,
  form: FormCoefficients<T>,
  least: Value<T>,
): LineSquare<T> {
  const along = timesForm(m, form, u);
  const square = m.larger(least, m.dot(u, along));
  return { along, square, perSquare: m.ratio(1, square) };
}

/**
 * Returns the exponent (u t - n)^T W (u t - n) of a Gaussian spot along the line u t: square (t - t0)^2 + miss (physics of a band,
 * Brehm, White & Chapman, Acta Cryst. A79 (2023) 145).
 *
 * @param offset u t - n at the reference point
 */
export function linePastNode<T>(
  m: Calculator<T>,
  u: Triple<T>,
  form: FormCoefficients<T>,
  { along, square, perSquare }: LineSquare<T>,
  offset: Triple<T>,
): LinePastNode<T> {
  const nearest = m.neg(m.product(perSquare, m.dot(offset, along)));
  const distance: Triple<T> = [
    m.sum(offset[0], m.product(u[0], nearest)),
    m.sum(offset[1], m.product(u[1], nearest)),
    m.sum(offset[2], m.product(u[2], nearest)),
  ];
  return { square, nearest, miss: m.smaller(FARTHEST ** 2, m.dot(distance, timesForm(m, form, distance))) };
}

/** A knot of a density that is linear between knots. */
export interface BandKnot<T> {
  /** Distance of its t from the middle of the Gaussian. */
  readonly y: T;
  readonly density: Value<T>;
}

/** A stretch between two knots. */
export interface BandSegment<T> {
  readonly width: Value<T>;
  /** Change of the density with t. */
  readonly slope: Value<T>;
}

/** Integrals of a density times a Gaussian, and of that times y. */
export interface BandMoments<T> {
  readonly zeroth: T;
  readonly first: T;
}

/**
 * Returns the integrals of S(y) exp(-a y^2) and y S(y) exp(-a y^2) over segments in which S is linear: with S = S0 + S1 y,
 * S0 sqrt(pi/a)/2 [erf(sqrt(a) y)] - S1 [exp(-a y^2)]/(2a) and one moment more. Both ends on one side of the middle take
 * differences of erfc. Where a segment is short against the Gaussian it is the mean of its ends with the correction of Euler and
 * Maclaurin, since there the closed form cancels.
 */
export function bandMoments<T>(
  m: Calculator<T>,
  a: T,
  knots: readonly BandKnot<T>[],
  segments: readonly BandSegment<T>[],
): BandMoments<T> {
  const root = m.sqrt(a);
  const perTwoA = m.ratio(0.5, a);
  const halfArea = m.ratio(Math.sqrt(Math.PI) / 2, root);
  const within = (x: T): T => m.smaller(FARTHEST, m.larger(-FARTHEST, x));
  const ends = knots.map(({ y, density }) => ({ y, density, ...m.errorTail(within(m.product(root, y))) }));
  const parts = segments.map(({ width, slope }, i) => {
    const [p, q] = [ends[i], ends[i + 1]] as [(typeof ends)[number], (typeof ends)[number]];
    const area = m.product(halfArea, m.minus(m.minus(q.sign, p.sign), m.minus(q.tail, p.tail)));
    const fall = m.product(perTwoA, m.minus(p.exponential, q.exponential));
    const atMiddle = m.minus(p.density, m.product(slope, p.y));
    const moment = m.sum(
      m.product(perTwoA, m.minus(m.product(p.y, p.exponential), m.product(q.y, q.exponential))),
      m.product(perTwoA, area),
    );
    const short = shortSegment(m, a, width, slope, p, q);
    const isShort = m.product(a, width, width);
    const chosen = (closed: T, other: T) => m.select(isShort, SHORTEST_CLOSED, other, closed);
    return {
      zeroth: chosen(m.sum(m.product(atMiddle, area), m.product(slope, fall)), short.zeroth),
      first: chosen(m.sum(m.product(atMiddle, fall), m.product(slope, moment)), short.first),
    };
  });
  const total = (of: (part: BandMoments<T>) => T) =>
    parts.slice(1).reduce((sum, part) => m.sum(sum, of(part)), of(parts[0] as BandMoments<T>));
  return {
    zeroth: m.larger(
      0,
      total(({ zeroth }) => zeroth),
    ),
    first: total(({ first }) => first),
  };
}

/** Integrals over a segment that is short against the Gaussian: h (f0 + f1)/2 - h^2 (f1' - f0')/12. */
function shortSegment<T>(
  m: Calculator<T>,
  a: T,
  width: Value<T>,
  slope: Value<T>,
  p: BandKnot<T> & { readonly exponential: T },
  q: BandKnot<T> & { readonly exponential: T },
): BandMoments<T> {
  const twelfth = m.product(width, width, 1 / 12);
  const trapezoid = (f0: T, f1: T, slope0: T, slope1: T) =>
    m.minus(m.product(0.5, width, m.sum(f0, f1)), m.product(twelfth, m.minus(slope1, slope0)));
  const at = ({ y, density, exponential }: typeof p) => {
    const value = m.product(density, exponential);
    const change = m.minus(m.product(slope, exponential), m.product(2, a, y, value));
    return { value, change, first: m.product(y, value), changeOfFirst: m.sum(value, m.product(y, change)) };
  };
  const [start, end] = [at(p), at(q)];
  return {
    zeroth: trapezoid(start.value, end.value, start.change, end.change),
    first: trapezoid(start.first, end.first, start.changeOfFirst, end.changeOfFirst),
  };
}

/**
 * Returns the mean of t over a density times a Gaussian, within the band from `start` to `end`.
 *
 * @param middle t of the middle of the Gaussian, from which y counts
 */
export function meanWithin<T>(
  m: Calculator<T>,
  { zeroth, first }: BandMoments<T>,
  middle: T,
  [start, end]: readonly [Value<T>, Value<T>],
): T {
  const mean = m.sum(middle, m.ratio(first, m.larger(zeroth, MIN_INTEGRAL)));
  return m.smaller(end, m.larger(start, mean));
}

/** A stretch between two points of functions of t that are linear there. */
export interface ChannelStretch<T> {
  readonly start: Value<T>;
  readonly width: Value<T>;
  /** Change of each number with t. */
  readonly slopes: readonly Value<T>[];
}

/** Returns the inputs of a structure term at a t, from the numbers at the first point and the stretches behind it: held beyond the ends. */
export function channelInputsAt<T>(
  m: Calculator<T>,
  t: T,
  first: readonly Value<T>[],
  stretches: readonly ChannelStretch<T>[],
  isPlace: boolean,
): Record<string, T> {
  const passed = stretches.map(({ start, width }) => m.smaller(width, m.larger(0, m.minus(t, start))));
  const values = first.map((value, j) =>
    passed.reduce<T>((sum, length, p) => m.sum(sum, m.product(stretches[p]?.slopes[j] ?? 0, length)), m.value(value)),
  );
  const [place] = values;
  if (isPlace && place !== undefined) {
    const whole = m.floor(place);
    return { channelValue0: whole, channelValue1: m.minus(place, whole) };
  }
  return Object.fromEntries(values.map((value, j) => [`channelValue${j}`, value]));
}
