import { term, usageError, type Vec3 } from '@braggsim/core';
import type { TablePlan } from '@braggsim/core/kernel';
import type { Calculator, Table } from '@braggsim/formula';
import { STRUCTURE_TABLE, sizeOfTable } from '../grid';
import type { ComplexFactors } from './complex-factors';
import type { DispersionCurve } from './dispersion-curve';

/** One kind of atoms that scatter anomalously. */
export interface AnomalousKind {
  readonly element: string;
  /** Sum over its atoms of occupancy, displacement and phase: the structure factor of atoms with one electron each. */
  readonly factors: ComplexFactors;
  readonly dispersion: DispersionCurve;
}

/** Structure factors that depend on energy by the anomalous scattering of some kinds of atoms. */
export interface AnomalousFactors {
  readonly kind: 'anomalous';
  /** Structure factors without f' and f'' of these kinds of atoms. */
  readonly base: ComplexFactors;
  readonly kinds: readonly AnomalousKind[];
}

/** Largest number of kinds: each takes two numbers of a source. */
const MAX_KINDS = 4;

/** Where numbers of a reflection stand side by side in a table: along l, so many each. */
export interface SideBySide {
  readonly table: Table;
  readonly each: number;
  /** Least and largest index l of the table, beyond which its ends hold. */
  readonly least: number;
  readonly most: number;
}

/** Makes the function that looks up number `j` of a reflection in a table that holds several numbers of each side by side. */
export const sideBySide = <T>(m: Calculator<T>, { table, each, least, most }: SideBySide, h: T, k: T, l: T) => {
  const row = m.product(each, m.smaller(most, m.larger(least, l)));
  return (j: number | T): T => m.lookup(table, h, k, m.sum(row, j));
};

type Boxed = { readonly min: Vec3; readonly max: Vec3 };

/** Returns the box of Miller indices that lists span, with one layer on every side. */
export function boxOf(lists: readonly Boxed[]): { readonly min: Vec3; readonly count: Vec3 } {
  const axis = (i: 0 | 1 | 2) => {
    const least = Math.min(...lists.map(({ min }) => min[i])) - 1;
    return [least, Math.max(...lists.map(({ max }) => max[i])) + 2 - least] as const;
  };
  const [h, k, l] = [axis(0), axis(1), axis(2)];
  return { min: [h[0], k[0], l[0]], count: [h[1], k[1], l[1]] };
}

/** Largest size of a table, bytes. */
const MAX_BYTES = 2 ** 31;

/**
 * Makes a table with numbers of each reflection side by side.
 *
 * @param write fills the numbers of all reflections, given the place of the first of one
 */
export function tableOf(
  lists: readonly Boxed[],
  each: number,
  write: (values: Float64Array, placeOf: (h: number, k: number, l: number) => number) => void,
): { readonly table: TablePlan; readonly specialization: SideBySide } {
  const { min, count } = boxOf(lists);
  const values = new Float64Array(sizeOfTable([count[0], count[1], each * count[2]], MAX_BYTES));
  write(values, (h, k, l) => each * (((h - min[0]) * count[1] + k - min[1]) * count[2] + l - min[2]));
  const layout: Table = {
    name: STRUCTURE_TABLE,
    min: [min[0], min[1], each * min[2]],
    count: [count[0], count[1], each * count[2]],
  };
  return {
    table: { layout, values },
    specialization: { table: layout, each, least: min[2], most: min[2] + count[2] - 1 },
  };
}

const INDICES = ['h0', 'k0', 'l0'] as const;

/** The squared amplitude with one kind of anomalous atoms. */
export const anomalousOne = term<
  'structure',
  'h0' | 'k0' | 'l0' | 'channelValue0' | 'channelValue1',
  Record<string, never>,
  SideBySide & Record<string, unknown>
>({
  slot: 'structure',
  id: 'anomalous-one',
  version: 1,
  params: {},
  about: {
    equation: "A + f' B + f'' C + (f'^2 + f''^2) D, A = |F_b|^2, B = 2 Re(F_b* G), C = -2 Im(F_b* G), D = |G|^2",
    citation: 'Karle (1980) Int. J. Quantum Chem. S7, 357; Hendrickson (1985) Trans. ACA 21, 11',
  },
  inputs: [...INDICES, 'channelValue0', 'channelValue1'],
  constants: () => ({}),
  formula: (m, { h0, k0, l0, channelValue0: f1, channelValue1: f2 }, _constants, place) => {
    const at = sideBySide(m, place, h0, k0, l0);
    const crossed = m.sum(m.product(f1, at(1)), m.product(f2, at(2)));
    const own = m.product(m.sum(m.square(f1), m.square(f2)), at(3));
    // Rounding may leave a little less than nothing.
    return m.larger(0, m.sum(at(0), crossed, own));
  },
  slope: () => Number.POSITIVE_INFINITY,
});

const KIND_VALUES = [
  ['channelValue0', 'channelValue1'],
  ['channelValue2', 'channelValue3'],
  ['channelValue4', 'channelValue5'],
  ['channelValue6', 'channelValue7'],
] as const;

/** The squared amplitude with up to four kinds of anomalous atoms. */
export const anomalousParts = term<
  'structure',
  'h0' | 'k0' | 'l0' | (typeof KIND_VALUES)[number][number],
  Record<string, never>,
  SideBySide & { readonly kinds: number } & Record<string, unknown>
>({
  slot: 'structure',
  id: 'anomalous-parts',
  version: 1,
  params: {},
  about: {
    equation: "|F_b + sum_k (f'_k + i f''_k) G_k|^2",
    citation: 'Hendrickson (1985) Trans. ACA 21, 11',
  },
  inputs: [...INDICES, ...KIND_VALUES.flat()],
  constants: () => ({}),
  formula: (m, x, _constants, { kinds, ...place }) => {
    const at = sideBySide(m, place, x.h0, x.k0, x.l0);
    let [re, im] = [at(0), at(1)];
    for (const [k, [real, imaginary]] of KIND_VALUES.slice(0, kinds).entries()) {
      const [f1, f2, gRe, gIm] = [x[real], x[imaginary], at(2 + 2 * k), at(3 + 2 * k)];
      re = m.sum(re, m.minus(m.product(f1, gRe), m.product(f2, gIm)));
      im = m.sum(im, m.product(f1, gIm), m.product(f2, gRe));
    }
    return m.sum(m.square(re), m.square(im));
  },
  slope: () => Number.POSITIVE_INFINITY,
});

const indicesOf = ({ reflections: { h, k, l } }: ComplexFactors, i: number) =>
  [h[i] as number, k[i] as number, l[i] as number] as const;

/**
 * Plans the structure term of anomalous scattering: its id, its table and where the numbers of a reflection stand in it.
 *
 * @param defaultF amplitude of reflections that no list has
 * @throws BraggsimError (`usage`) for more kinds than a source has numbers for
 */
export function planAnomalous({ base, kinds }: AnomalousFactors, defaultF: number) {
  if (kinds.length > MAX_KINDS) {
    throw usageError(
      `structureFactors.anomalous has ${kinds.length} kinds of atoms; at most ${MAX_KINDS} are supported: leave out those that change least`,
    );
  }
  const all = [base, ...kinds.map(({ factors }) => factors)];
  const each = 2 * all.length;
  const parts = tableOf(
    all.map(({ reflections }) => reflections),
    each,
    (values, placeOf) => {
      for (let at = 0; at < values.length; at += each) values[at] = defaultF;
      for (const [n, factors] of all.entries()) {
        for (let i = 0; i < factors.re.length; i++) {
          const at = placeOf(...indicesOf(factors, i)) + 2 * n;
          values[at] = factors.re[i] as number;
          values[at + 1] = factors.im[i] as number;
        }
      }
    },
  );
  if (kinds.length !== 1) {
    const specialization = { ...parts.specialization, kinds: kinds.length };
    return { id: anomalousParts.id, table: parts.table, specialization };
  }
  // Four numbers a reflection as well: the products in place of the parts.
  const { values } = parts.table;
  for (let at = 0; at < values.length; at += each) {
    const [re, im, gRe, gIm] = values.subarray(at, at + each) as unknown as [number, number, number, number];
    values.set([re * re + im * im, 2 * (re * gRe + im * gIm), -2 * (re * gIm - im * gRe), gRe * gRe + gIm * gIm], at);
  }
  return { id: anomalousOne.id, ...parts };
}
