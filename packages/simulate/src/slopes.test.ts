import type { Constants, Term, TermSpecialization, Vec3 } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { InputValues } from '@braggsim/core/kernel';
import { type Calculator, calculator, type Dual, duals, type TableValues, variable } from '@braggsim/formula';
import { gradient, graph, loops, type Node, simplify } from '@braggsim/formula/graph';
import { resolveCrystal } from '@braggsim/lattice';
import { describe, expect, test } from 'vitest';
import { compiledNest } from '../../formula/src/testing/nest';
import { builtinTerm } from './cube.fixture';

const OFFSETS = ['dh', 'dk', 'dl'] as const;
const INDICES = ['h0', 'k0', 'l0'] as const;
type Place = Readonly<Record<(typeof OFFSETS)[number] | (typeof INDICES)[number], number>>;

/** A term with its constants and specialization, on any kind of value. */
interface Bound {
  readonly formula: <T>(
    m: Calculator<T>,
    x: InputValues<T>,
    constants: Constants,
    specialization: TermSpecialization,
  ) => T;
  readonly constants: Constants;
  readonly specialization: TermSpecialization;
}

const layout = { name: 'F', min: [-6, -6, -6], count: [13, 13, 13] } as const;
const tables: TableValues = {
  F: Float64Array.from({ length: 13 ** 3 }, (_, i) => Math.fround(50 + 40 * Math.sin(0.7 * i))),
};

/** Derivatives with respect to dh, dk and dl. */
function dualSlopes({ formula, constants, specialization }: Bound, at: Place): readonly number[] {
  const m = calculator<Dual>(duals(3, tables));
  const values = Object.entries(at).map(([name, x]) => {
    const i = OFFSETS.indexOf(name as 'dh');
    return [name, i < 0 ? m.value(x) : variable(x, i, 3)] as const;
  });
  return formula(m, Object.fromEntries(values) as InputValues<Dual>, constants, specialization).partials;
}

/** The same from the graph, compiled to WebAssembly: derivatives [place, offset]. */
function compiledSlopes(
  { formula, constants, specialization }: Bound,
  at: readonly Place[],
  precision: 'double' | 'single',
) {
  const g = graph(precision);
  const nodes = Object.fromEntries([...OFFSETS, ...INDICES].map((name) => [name, g.input(name, loops('pixel'))]));
  const value = formula(calculator<Node>(g), nodes as unknown as InputValues<Node>, constants, specialization);
  const by = OFFSETS.map((name) => nodes[name] as Node);
  const images = simplify(g, gradient(g, value, by));
  const nest = compiledNest(images, {
    precision,
    relaxed: false,
    iterations: {},
    tables: { F: { table: layout, values: tables.F as Float64Array } },
  });
  const found: number[][] = [];
  for (let first = 0; first < at.length; first += 8) {
    const slopes = nest((name, _, pixel) => at[(first + pixel) % at.length]?.[name as 'dh'] as number);
    for (let pixel = 0; pixel < 8 && first + pixel < at.length; pixel++) {
      found.push(slopes.map((image) => image[pixel] as number));
    }
  }
  return found;
}

/** Every pair of places along one axis, with the third axis on, beside and between reciprocal lattice points. */
const placesOf = (along: readonly number[], whole: readonly number[] = [0]): Place[] =>
  along.flatMap((x, i) =>
    along.map((y, j) => {
      const [dh, dk, dl] = [x, y, [0, 0.03, 0.5, -0.31][(i + j) % 4] as number].map(Math.fround) as [
        number,
        number,
        number,
      ];
      const at = (n: number) => whole[(i * 3 + j * n) % whole.length] as number;
      return { dh, dk, dl, h0: at(1), k0: at(5), l0: at(7) };
    }),
  );

function expectSlopes(bound: Bound, places: readonly Place[]): void {
  const expected = places.map((at) => dualSlopes(bound, at));
  const largest = Math.max(...expected.flat().map(Math.abs));
  for (const [precision, tolerance] of [
    ['double', 1e-9],
    ['single', 1e-5],
  ] as const) {
    const found = compiledSlopes(bound, places, precision);
    const isNear = (slope: number, wanted = Number.NaN) => Math.abs(slope - wanted) <= tolerance * largest;
    const wrong = places.filter((_, p) => !found[p]?.every((slope, i) => isNear(slope, expected[p]?.[i])));
    expect(wrong, precision).toEqual([]);
  }
}

const CELLS = [
  [1, 2, 3],
  [5, 5, 5],
  [8, 9, 10],
  [20, 13, 37],
] as const;
const bind = async (id: string, cells: Vec3): Promise<Bound> => {
  const term: Term = await builtinTerm(id);
  const crystal = resolveCrystal(
    { cell: [70, 80, 90, 75, 85, 95], cells, shape: id, fudge: 1.2 },
    { wavelength: 1e-10 },
    { cellReciprocal: 'exact', angles: 'float64' },
  ).value;
  const derived = { crystal } as Derived;
  return {
    formula: term.formula as Bound['formula'],
    constants: term.constants({}, derived),
    specialization: term.specialization?.({}, derived) ?? {},
  };
};

describe.each(['square', 'round', 'gauss', 'tophat', 'gauss-hkl', 'gauss-star', 'tophat-hkl'])('slopes of %s', (id) => {
  test.each(CELLS)('%i x %i x %i cells: at peaks, zeros, edges and between', async (...cells) => {
    const bound = await bind(id, cells);
    const zeros = cells.flatMap((n) => [1 / n, -2 / n, 1.43 / n]).filter((x) => Math.abs(x) <= 0.5);
    expectSlopes(bound, placesOf([0, 1e-9, -1e-5, 0.5, -0.5, 0.01, 0.26, ...zeros]));
  });
});

test('slopes of the interpolated structure factor: on indices, between them and at the edges of the box', async () => {
  const term: Term = await builtinTerm('tricubic');
  const bound: Bound = { formula: term.formula as Bound['formula'], constants: {}, specialization: { table: layout } };
  const offsets = [0, 0.5, -0.5, 0.25, -1e-6, 0.499, -0.13, 1e-9, 0.4];
  expectSlopes(bound, placesOf(offsets, [0, 3, -3, 4, -4, 2, 6, -6, 9, 1, -1]));
});
