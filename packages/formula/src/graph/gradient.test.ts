import { expect, test } from 'vitest';
import { type Calculator, calculator } from '../calculator';
import { duals, variable } from '../dual';
import { places } from '../testing/errors';
import { runNest } from '../testing/nest';
import { evaluate } from './evaluate';
import { gradient } from './gradient';
import { graph } from './graph';
import { LOOPS, loops, NO_LOOPS } from './loops';
import type { Node } from './node';
import { simplify } from './simplify';

const table = { name: 'F', min: [-6, -6, -6], count: [13, 13, 13] } as const;
const values = Float64Array.from({ length: 13 ** 3 }, (_, i) => Math.fround(Math.sin(0.7 * i)));
const tables = { F: values };

type Generic = <T>(m: Calculator<T>, x: T, y: T) => T;
const edges = [0, 0.5, -0.5, 0.2, -0.2, 0.1, 1 / 7, 2 / 7, 1e-9, -1e-4];
const wide = places(-2.03, 2.05, 16);
const functions: Record<string, { f: Generic; at: readonly number[] }> = {
  arithmetic: {
    f: (m, x, y) => m.ratio(m.minus(m.product(3, x, y), m.neg(x)), m.sum(m.sqrt(m.sum(m.square(x), 1)), m.abs(y), 0.5)),
    at: wide,
  },
  choices: {
    f: (m, x, y) => m.sum(m.smaller(x, y), m.larger(m.square(x), y), m.select(x, y, m.neg(x), m.product(5, x, y))),
    at: wide,
  },
  flat: {
    f: (m, x, y) =>
      m.product(y, m.sum(m.nearest(x), m.floor(x), m.lookup(table, m.nearest(x), m.floor(y), m.value(1)))),
    at: wide,
  },
  sinPi: { f: (m, x) => m.sinPi(x), at: edges },
  twoCosTwoPi: { f: (m, x) => m.twoCosTwoPi(x), at: edges },
  sinCosPi: { f: (m, x, y) => m.product(m.sinCosPi(x).sin, m.sinCosPi(y).cos), at: wide },
  exp: { f: (m, x, y) => m.exp(m.product(-3, m.square(x), m.square(y))), at: wide },
  'sincg, any N': { f: (m, x, y) => m.sum(m.sincgSquared(x, 7), m.sincgSquared(m.product(0.5, y), 100)), at: edges },
  'sincg, product': {
    f: (m, x, y) => m.product(m.sincgSquared(x, 7), m.sincgSquared(y, 5), m.sincgSquared(x, 20)),
    at: edges,
  },
  'sincg, closed': { f: (m, x, y) => m.product(m.sincgSquared(x, 4, 4), m.sincgSquared(y, 5, 5)), at: edges },
  'sincg by N': { f: (m, x, y) => m.sincgSquared(y, m.sum(7, x)), at: edges },
  tricubic: {
    f: (m, x, y) => m.square(m.tricubic(table, [m.value(0), m.value(1), m.value(-1)], [x, y, m.neg(x)])),
    at: wide,
  },
};

const d = calculator(duals(2, tables));
const dualSlopes = (f: Generic, x: number, y: number) => f(d, variable(x, 0, 2), variable(y, 1, 2)).partials;
/** Returns the largest slope, relative to which errors are measured. */
const scaleOf = (f: Generic, at: readonly number[]): number =>
  Math.max(1, ...at.flatMap((x) => dualSlopes(f, x, 0.37).map(Math.abs)));

test.each(Object.entries(functions))(
  '%s: slopes of the graph agree with duals within 1e-9 in double',
  (_, { f, at }) => {
    const g = graph('double');
    const [x, y] = [g.input('x', NO_LOOPS), g.input('y', NO_LOOPS)];
    const slopes = simplify(g, gradient(g, f(calculator<Node>(g), x, y), [x, y]));
    const scale = scaleOf(f, at);
    for (const a of at)
      for (const b of [0.37, 0, a]) {
        const expected = dualSlopes(f, a, b);
        evaluate(slopes, { x: a, y: b }, tables).forEach((slope, i) => {
          expect(Math.abs(slope - (expected[i] as number)) / scale).toBeLessThan(1e-9);
        });
      }
  },
);

test.each(Object.entries(functions))('%s: slopes in single on WebAssembly agree within 1e-5', (_, { f, at }) => {
  const g = graph('single');
  const [x, y] = [g.input('x', loops('pixel')), g.input('y', loops('pixel'))];
  const slopes = simplify(g, gradient(g, f(calculator<Node>(g), x, y), [x, y]));
  const scale = scaleOf(f, at);
  for (let first = 0; first < at.length; first += 8) {
    const placeOf = (pixel: number) => Math.fround(at[(first + pixel) % at.length] as number);
    const yOf = Math.fround(0.37);
    const found = runNest(slopes, (name, _indices, pixel) => (name === 'x' ? placeOf(pixel) : yOf), {
      precision: 'single',
      relaxed: false,
      iterations: {},
      tables: { F: { table, values } },
    });
    for (let pixel = 0; pixel < 8; pixel++) {
      const expected = dualSlopes(f, placeOf(pixel), yOf);
      found.forEach((image, i) => {
        expect(Math.abs((image[pixel] as number) - (expected[i] as number)) / scale).toBeLessThan(1e-5);
      });
    }
  }
});

test.each([2, 3, 4, 5, 8, 9])('the closed form for %i cells has the slopes of the quotient of sines', (n) => {
  const g = graph('double');
  const [x, N] = [g.input('x', NO_LOOPS), g.input('N', NO_LOOPS)];
  const m = calculator<Node>(g);
  const slopesOf = (value: Node) => simplify(g, gradient(g, value, [x, N]));
  const [closed, quotient] = [slopesOf(m.sincgSquared(x, N, n)), slopesOf(m.sincgSquared(x, N))];
  for (const at of edges) {
    const expected = evaluate(quotient, { x: at, N: n });
    evaluate(closed, { x: at, N: n }).forEach((slope, i) => {
      expect(Math.abs(slope - (expected[i] as number))).toBeLessThan(1e-10 * n ** 3);
    });
  }
});

test('slopes by inner nodes do not continue to their arguments', () => {
  const g = graph('double');
  const x = g.input('x', NO_LOOPS);
  const inner = g.mul(x, g.constant(3));
  expect(gradient(g, g.mul(inner, inner), [inner])).toEqual([g.mul(g.constant(2), inner)]);
  expect(gradient(g, x, [inner])).toEqual([g.constant(0)]);
});

test('slopes by what varies with the loops of a sum are refused', () => {
  const g = graph('double');
  const x = g.input('x', loops('source'));
  expect(() => gradient(g, g.sum(x, loops('source')), [x])).toThrow('inside the sum');
});

test('a sum is differentiated term by term with respect to what does not vary with its loops', () => {
  const g = graph('double');
  const m = calculator<Node>(g);
  const [x, y, n] = [g.input('x', loops('pixel')), g.input('y', loops('source', 'pixel')), g.input('n', NO_LOOPS)];
  const inner = g.sum(m.product(g.input('a', loops('orientation')), m.square(y), n), loops('orientation'));
  const value = m.product(x, g.sum(m.product(inner, m.square(n), x), loops('source')));
  const slopes = simplify(g, gradient(g, value, [x, n]));
  const iterations = { source: 3, orientation: 5 };
  const [ofSource, ofOrientation] = [LOOPS.indexOf('source'), LOOPS.indexOf('orientation')];
  const at = (name: string, turn: readonly number[], pixel: number): number =>
    ({ x: 1 + pixel, y: 0.5 + (turn[ofSource] ?? 0), a: 2 + (turn[ofOrientation] ?? 0), n: 1.25 })[name] as number;
  const found = runNest(slopes, at, { precision: 'double', relaxed: false, iterations });
  const sumOfA = 2 + 3 + 4 + 5 + 6;
  const sumOfY = 0.5 ** 2 + 1.5 ** 2 + 2.5 ** 2;
  for (let pixel = 0; pixel < 8; pixel++) {
    const p = 1 + pixel;
    expect(found[0]?.[pixel]).toBeCloseTo(2 * p * 1.25 ** 3 * sumOfA * sumOfY, 8);
    expect(found[1]?.[pixel]).toBeCloseTo(3 * p ** 2 * 1.25 ** 2 * sumOfA * sumOfY, 8);
  }
});
