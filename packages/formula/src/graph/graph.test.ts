import { describe, expect, test } from 'vitest';
import { calculator } from '../calculator';
import { evaluate } from './evaluate';
import { graph } from './graph';
import { loopNames, loops, NO_LOOPS } from './loops';
import { type Node, reachable } from './node';
import { simplify } from './simplify';

const fresh = (precision: 'double' | 'mixed' | 'single' = 'double') => {
  const g = graph(precision);
  return {
    g,
    m: calculator<Node>(g),
    x: g.input('x', loops('pixel')),
    y: g.input('y', loops('source', 'orientation')),
    z: g.input('z', NO_LOOPS),
  };
};
const count = (node: Node, op: Node['op']): number => reachable([node]).filter((n) => n.op === op).length;

describe('nodes', () => {
  test('equal nodes are one node, for either order of a commutative pair', () => {
    const { g, x, y } = fresh();
    expect(g.mul(x, y)).toBe(g.mul(y, x));
    expect(g.add(x, y)).toBe(g.add(y, x));
    expect(g.sub(x, y)).not.toBe(g.sub(y, x));
    expect(g.constant(0)).toBe(g.constant(-0));
  });

  test('a value varies with all loops that its parts vary with', () => {
    const { m, x, y, z } = fresh();
    expect(loopNames(m.product(x, y, z).scope)).toEqual(['source', 'orientation', 'pixel']);
    expect(m.product(z, 3).scope).toBe(NO_LOOPS);
  });
});

describe('rewriting', () => {
  test('constants are folded', () => {
    const { g, m, x } = fresh();
    expect(m.sum(1, 2, 3)).toBe(g.constant(6));
    expect(m.sqrt(m.value(16))).toBe(g.constant(4));
    expect(m.exp(0)).toBe(g.constant(1));
    expect(m.product(2, x, 3, 0.5)).toBe(m.product(x, 3));
    expect(m.sum(m.sum(x, 2), -2)).toBe(x);
    expect(m.select(1, 2, x, 7)).toBe(x);
  });

  test('neutral elements and signs are eliminated', () => {
    const { g, m, x, y } = fresh();
    expect(m.product(1, x)).toBe(x);
    expect(m.product(0, x)).toBe(g.constant(0));
    expect(m.minus(0, x)).toBe(g.neg(x));
    expect(g.neg(g.neg(x))).toBe(x);
    expect(g.mul(g.neg(x), g.neg(y))).toBe(g.mul(x, y));
    expect(g.add(x, g.neg(y))).toBe(g.sub(x, y));
    expect(g.ifLess(x, y, x, x)).toBe(x);
  });

  test('a shift far below rounding remains a separate addition', () => {
    const { m, x } = fresh();
    expect(m.sum(x, 0.25, 1e-12).op).toBe('add');
    expect(count(m.sum(x, 0.25, 1e-12), 'add')).toBe(2);
    expect(count(m.sum(x, 0.25, 0.5), 'add')).toBe(1);
  });

  test('squares of the same scope are multiplied before squaring', () => {
    const { g, m, x, y } = fresh();
    const other = g.input('w', loops('pixel'));
    expect(count(m.product(m.square(x), m.square(other)), 'mul')).toBe(2);
    expect(m.product(m.square(x), m.square(y)).args).toEqual([m.square(x), m.square(y)]);
  });

  test('three quotients need one division, four need two', () => {
    const { g } = fresh();
    const quotient = (i: number) => g.div(g.input(`a${i}`, loops('pixel')), g.input(`b${i}`, loops('pixel')));
    const product = (n: number) =>
      simplify(g, [Array.from({ length: n }, (_, i) => quotient(i)).reduce(g.mul)])[0] as Node;
    expect(count(product(3), 'div')).toBe(1);
    expect(count(product(4), 'div')).toBe(2);
  });
});

describe('sums over loops', () => {
  const steps = loops('source', 'orientation');

  test('factors that do not vary with the loops are moved out of the sum', () => {
    const { g, m, x, y, z } = fresh();
    const sum = g.sum(m.product(x, y, m.ratio(3, z)), steps);
    expect(sum).toBe(m.product(m.product(x, m.ratio(3, z)), g.sum(y, steps)));
    expect(g.sum(g.neg(y), steps)).toBe(g.neg(g.sum(y, steps)));
  });

  test('a divisor is moved out as well', () => {
    const { g, x, y } = fresh();
    expect(g.sum(g.div(y, x), steps)).toBe(g.mul(g.div(g.constant(1), x), g.sum(y, steps)));
  });

  test('a sum without a varying part is the number of iterations', () => {
    const { g, x } = fresh();
    const counted = g.sum(g.constant(1), steps);
    expect(g.sum(x, steps)).toBe(g.mul(x, counted));
    expect([loopNames(counted.scope), loopNames(counted.finished)]).toEqual([['pixel'], ['source', 'orientation']]);
  });
});

describe('mixed precision', () => {
  test('pixel values are wide up to narrow, and narrowed where they are combined with narrow ones', () => {
    const { g, m, x, z } = fresh('mixed');
    expect([x.wide, z.wide, m.product(x, z).wide, g.narrow(x).wide]).toEqual([true, false, true, false]);
    const met = g.add(g.narrow(x), m.square(x));
    expect(met.args.map((arg) => arg.op)).toEqual(['narrow', 'narrow']);
    expect(fresh('single').x.wide).toBe(false);
  });

  test('the sine ratio reduces its arguments in float64 and evaluates its polynomials in float32', () => {
    const { g, m, x } = fresh('mixed');
    const [out] = simplify(g, [m.sincgSquared(x, 20)]) as [Node];
    const nodes = reachable([out]);
    expect(out.wide).toBe(false);
    expect(nodes.filter((n) => n.op === 'nearest').every((n) => n.wide)).toBe(true);
    expect(nodes.filter((n) => n.op === 'narrow')).toHaveLength(2);
    expect(nodes.filter((n) => n.op === 'div').every((n) => !n.wide)).toBe(true);
  });
});

test('simplifying drops hand-written slopes and keeps values', () => {
  const { g, m, z } = fresh();
  const value = m.product(m.sincgSquared(z, 7), m.exp(m.neg(m.square(z))), m.sinPi(z));
  const simple = simplify(g, [value]);
  expect(reachable(simple).some((n) => n.op === 'partials')).toBe(false);
  const [before] = evaluate([value], { z: 0.3 }) as [number];
  const [after] = evaluate(simple, { z: 0.3 }) as [number];
  expect(Math.abs(after / before - 1)).toBeLessThan(1e-14);
  const direct = (Math.sin(2.1 * Math.PI) / Math.sin(0.3 * Math.PI)) ** 2 * Math.exp(-0.09) * Math.sin(0.3 * Math.PI);
  expect(before).toBeCloseTo(direct, 12);
});

test('evaluation names a missing input', () => {
  const { z } = fresh();
  expect(() => evaluate([z], {})).toThrow("input 'z'");
});
