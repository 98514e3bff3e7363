import type { Vec3 } from '@braggsim/core';
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

/** Smallest coefficient of t^2, times the square of the largest t. */
const FLAT = 1e-20;
/** Half extent of spots, in indices, from which on they reach into neighbouring cells. */
const HALF_CELL = 0.5;

/** What the scattering of a node over a band follows from, on numbers or on dual numbers. */
export interface BandTerms<T> {
  readonly gaussian: GaussianSpot<T>;
  /** Half extent of the spots on each reduced index. */
  readonly reach: readonly number[];
  readonly structure: (x: InputValues<T>) => T;
  /** Product of the factors that depend on the photon energy. */
  readonly energyFactor: (x: InputValues<T>) => T;
  /** Returns the value of a number that may carry derivatives. */
  readonly numberOf: (x: T) => number;
  /** t (1/m) and density (m) of a knot; those of the plan when absent. */
  readonly knot?: (k: number) => { readonly t: T; readonly density: T };
}

/** Scattering of one node of the reciprocal lattice. */
export interface NodeScattering<T> {
  /** Squared structure amplitude, electrons^2. */
  readonly intensity: T;
  /** 1/wavelength at which the node scatters in the mean, 1/m. */
  readonly inverseWavelength: T;
  readonly hkl: Vec3;
}

const NEIGHBOURS: readonly Vec3[] = [-1, 0, 1].flatMap((h) =>
  [-1, 0, 1].flatMap((k) => [-1, 0, 1].map((l): Vec3 => [h, k, l])),
);

/** Lists the nodes of the unit cells that the line u t crosses between two t, and their neighbours where spots reach there. */
function nodesAlong(u: Vec3, from: number, to: number, isWide: boolean): Vec3[] {
  const borders = [from, to];
  for (const component of u) {
    const [low, high] = [component * from, component * to].sort((a, b) => a - b) as [number, number];
    for (let face = Math.ceil(low - 0.5) + 0.5; face < high; face++) borders.push(face / component);
  }
  borders.sort((a, b) => a - b);
  const nodes = new Map<string, Vec3>();
  for (let i = 1; i < borders.length; i++) {
    const middle = ((borders[i - 1] as number) + (borders[i] as number)) / 2;
    const cell = u.map((component) => Math.round(component * middle));
    for (const near of isWide ? NEIGHBOURS : [[0, 0, 0] as const]) {
      const node = cell.map((index, axis) => index + (near[axis] as number)) as unknown as Vec3;
      nodes.set(String(node), node);
    }
  }
  return [...nodes.values()];
}

/** Makes a function that integrates the spots along a line of phases u t (u in m) over the band of a plan, node by node. */
export function bandScattering<T>(
  m: Calculator<T>,
  fixed: FixedPlan & { readonly band: BandPlan },
  terms: BandTerms<T>,
) {
  const { band, dMin } = fixed;
  const { knots, density, metric } = band;
  const { gaussian, numberOf } = terms;
  const [start, end] = [knots[0] as number, knots.at(-1) as number];
  const middle = (start + end) / 2;
  const isWide = terms.reach.some((extent) => extent >= HALF_CELL);
  const all = Array.from(knots, (t, k) =>
    terms.knot ? terms.knot(k) : { t: m.value(t), density: m.value(density[k] as number) },
  );
  const segments = all.slice(1).map((after, k) => {
    const before = all[k] as (typeof all)[number];
    const width = m.minus(after.t, before.t);
    return { width, slope: m.ratio(m.minus(after.density, before.density), width) };
  });
  /** First and last knot of each part that is integrated as a whole. */
  const counts = band.parts ?? [knots.length - 1];
  const parts = counts.map((count, i) => {
    const first = counts.slice(0, i).reduce((sum, one) => sum + one, 0);
    return [first, first + count] as const;
  });
  const channelsAt = channelFunction(m, band);
  const isTooFine = ([h, k, l]: Vec3): boolean => {
    const [hh = 0, kk = 0, ll = 0, hk = 0, hl = 0, kl = 0] = metric;
    return dMin ** 2 * (hh * h * h + kk * k * k + ll * l * l + hk * h * k + hl * h * l + kl * k * l) > 1;
  };

  return (u: Triple<T>, x: InputValues<T>): NodeScattering<T>[] => {
    const square = lineSquare(m, u, gaussian.form, FLAT / end ** 2);
    return nodesAlong(u.map(numberOf) as unknown as Vec3, start, end, isWide).flatMap((hkl) => {
      if (dMin > 0 && isTooFine(hkl)) return [];
      const offset = u.map((component, i) => m.minus(m.product(component, middle), hkl[i] as number));
      const past = linePastNode(m, u, gaussian.form, square, offset as unknown as Triple<T>);
      const knotsFromNode = all.map((knot) => ({
        y: m.minus(m.minus(knot.t, middle), past.nearest),
        density: knot.density,
      }));
      const [h0, k0, l0] = hkl.map((index) => m.value(index)) as unknown as Triple<T>;
      const zero = m.value(0);
      const onNode = { ...x, ...{ h0, k0, l0, dh: zero, dk: zero, dl: zero } };
      return parts.map(([first, last]) => {
        const moments = bandMoments(m, past.square, knotsFromNode.slice(first, last + 1), segments.slice(first, last));
        const inverseWavelength = meanWithin(m, moments, m.sum(middle, past.nearest), [start, end]);
        const ofEnergy = {
          ...onNode,
          ...channelsAt(inverseWavelength),
          wavelength: m.ratio(1, inverseWavelength),
          sinThetaOverLambda: m.product(x.sinThetaOverLambda, x.wavelength, inverseWavelength),
        };
        const spot = m.product(gaussian.peak, m.exp(m.neg(past.miss)), moments.zeroth);
        const intensity = m.product(spot, terms.structure(ofEnergy), terms.energyFactor(ofEnergy));
        return { intensity, inverseWavelength, hkl };
      });
    });
  };
}

/** Makes a function of the inputs that the structure term takes of the energy at a t = 1/wavelength. */
function channelFunction<T>(m: Calculator<T>, { channelValues }: BandPlan): (t: T) => Partial<InputValues<T>> {
  if (!channelValues) return () => ({});
  const { t: points, values, isPlace } = channelValues;
  const each = values.length / points.length;
  const row = (p: number) => values.subarray(p * each, (p + 1) * each);
  const stretches = Array.from(points.subarray(1), (end, p) => {
    const width = end - (points[p] as number);
    const slopes = Array.from(row(p + 1), (value, j) => (value - (row(p)[j] as number)) / width);
    return { start: points[p] as number, width, slopes };
  });
  return (t) => channelInputsAt(m, t, [...row(0)], stretches, isPlace);
}
