import { expect, test } from 'vitest';
import { type Calculator, calculator } from './calculator';
import { type Dual, duals, variable } from './dual';
import { numbers } from './numbers';
import { places } from './testing/errors';

const table = { name: 'F', min: [-6, -6, -6], count: [13, 13, 13] } as const;
const tables = { F: Float64Array.from({ length: 13 ** 3 }, (_, i) => Math.sin(0.7 * i)) };
const m = calculator(numbers(tables));
const d = calculator(duals(1, tables));

const slope = (f: (x: Dual) => Dual, x: number): number => f(variable(x, 0, 1)).partials[0] as number;
/** Returns the fourth-order central difference. */
const difference = (f: (x: number) => number, x: number, h = 1e-3): number =>
  (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);

/** A function that is written for both instances, so that its slope can be compared with its values. */
type Generic = <T>(m: Calculator<T>, x: T) => T;
const functions: Record<string, { f: Generic; at: number[]; within: number }> = {
  arithmetic: {
    f: (m, x) => m.ratio(m.minus(m.product(3, x, x), 1), m.sum(m.sqrt(m.sum(m.square(x), 1)), m.abs(x), 0.5)),
    at: places(-2.03, 2.05, 40),
    within: 1e-8,
  },
  choices: {
    f: (m, x) => m.sum(m.smaller(x, 0.3), m.larger(m.square(x), 0.2), m.select(x, 0.1, m.neg(x), m.product(5, x))),
    at: places(-1.013, 1.021, 40),
    within: 1e-8,
  },
  sinPi: { f: (m, x) => m.sinPi(x), at: places(-0.49, 0.49, 40), within: 1e-8 },
  twoCosTwoPi: { f: (m, x) => m.twoCosTwoPi(x), at: places(-0.49, 0.49, 40), within: 1e-7 },
  sinPiAnywhere: { f: (m, x) => m.sinCosPi(x).sin, at: places(-3.1, 3.2, 41), within: 1e-8 },
  cosPiAnywhere: { f: (m, x) => m.sinCosPi(x).cos, at: places(-3.1, 3.2, 41), within: 1e-8 },
  exp: { f: (m, x) => m.exp(m.product(-3, m.square(x))), at: places(-2, 2, 40), within: 1e-8 },
  sincg: { f: (m, x) => m.sincgSquared(x, 5), at: places(-0.49, 0.49, 40), within: 1e-5 },
  closedForm: { f: (m, x) => m.sincgSquared(x, 5, 5), at: places(-0.49, 0.49, 40), within: 1e-5 },
  tricubic: {
    f: (m, x) => m.tricubic(table, [m.value(0), m.value(1), m.value(-1)], [x, m.product(0.5, x), m.neg(x)]),
    at: places(-1.93, 1.97, 40),
    within: 1e-7,
  },
};

test.each(Object.entries(functions))('the slope of %s agrees with central differences', (_, { f, at, within }) => {
  for (const x of at) {
    expect(Math.abs(slope((v) => f(d, v), x) - difference((v) => f(m, v), x))).toBeLessThan(within);
  }
});

test('flat operations have slope zero', () => {
  const flat = (v: Dual) => d.sum(d.nearest(v), d.floor(v), d.lookup(table, d.nearest(v), v, v));
  expect(slope(flat, 0.3)).toBe(0);
});

test('the values of a table have slopes of their own, and between its places they add to those of the place', () => {
  const slopes = { F: tables.F.map((_, i) => Math.cos(1.3 * i)), G: tables.F };
  const ofTable = calculator(duals(3, tables, [undefined, slopes, { G: tables.F }]));
  const [x, y] = [variable(0.37, 0, 3), ofTable.value(-1.2)];
  const corner = [ofTable.value(1), ofTable.value(0), ofTable.value(-1)] as const;
  const onSlopes = calculator(numbers(slopes));

  const between = ofTable.tricubic(table, corner, [x, y, x]);
  const along = slope((v) => d.tricubic(table, [d.value(1), d.value(0), d.value(-1)], [v, d.value(-1.2), v]), 0.37);
  expect(between.value).toBe(m.tricubic(table, [1, 0, -1], [0.37, -1.2, 0.37]));
  expect(between.partials).toEqual([along, onSlopes.tricubic(table, [1, 0, -1], [0.37, -1.2, 0.37]), 0]);

  const read = ofTable.lookup(table, ...corner);
  expect(read.partials).toEqual([0, onSlopes.lookup(table, 1, 0, -1), 0]);
  expect(ofTable.square(read).partials[1]).toBe(2 * read.value * (read.partials[1] as number));
});

/** Returns d/df of (sin(pi N f)/sin(pi f))^2 as a sum of cosines, which has no singularity. */
const interferenceSlope = (f: number, N: number): number => {
  let total = 0;
  for (let n = 1; n < N; n++) total -= (N - n) * 4 * Math.PI * n * Math.sin(2 * Math.PI * n * f);
  return total;
};

test.each([1, 2, 5, 9, 20, 101])(
  'the slope of the interference function is right at peaks, zeros and edges, N = %d',
  (N) => {
    const scale = Math.PI * N ** 3;
    const at = [0, 1 / N, -1 / N, 2 / N, 0.5 / N, 1.5 / N, 1e-12, -1e-7, 1e-3, 0.5, -0.5, 0.25].filter(
      (f) => Math.abs(f) <= 0.5,
    );
    for (const f of at) {
      const expected = interferenceSlope(f, N);
      expect(Math.abs(slope((v) => d.sincgSquared(v, N), f) - expected)).toBeLessThan(1e-11 * scale);
      expect(Math.abs(slope((v) => d.sincgSquared(v, N, N), f) - expected)).toBeLessThan(1e-11 * scale);
    }
    expect(slope((v) => d.sincgSquared(v, N), 0)).toBeCloseTo(0, 6);
  },
);

test('the slope of the interference function by the number of cells is right', () => {
  for (const f of [0, 1e-9, 0.013, 0.2, -0.31, 0.5]) {
    const expected = difference((N) => m.sincgSquared(f, N), 7.3, 1e-3);
    expect(slope((N) => d.sincgSquared(d.value(f), N), 7.3)).toBeCloseTo(expected, 7);
  }
});

test('exp and sinPi are exact at exact arguments', () => {
  expect(slope((v) => d.exp(v), 0)).toBe(1);
  expect(slope((v) => d.sinPi(v), 0)).toBeCloseTo(Math.PI, 12);
  expect(slope((v) => d.sinPi(v), 0.5)).toBeCloseTo(0, 10);
});

test('each of several variables has its own slope', () => {
  const three = calculator(duals(3));
  const [x, y, z] = [variable(2, 0, 3), variable(3, 1, 3), variable(5, 2, 3)];
  expect(three.product(x, y, z)).toEqual({ value: 30, partials: [15, 10, 6] });
});

test('the branch that is not taken contributes nothing, not even infinity', () => {
  expect(slope((v) => d.select(v, 0, d.sqrt(v), d.product(2, v)), 0)).toBe(2);
});
