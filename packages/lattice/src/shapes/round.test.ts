import fc from 'fast-check';
import { expect, test } from 'vitest';
import { round } from './round';
import { crystalOf, scattered, shapeOf } from './shape.fixture';

const PEAK = 0.723601254558268;
const of = (cells: [number, number, number], fudge = 1) => shapeOf(round, crystalOf({ cells, fudge }));
const offset = fc.double({ min: -0.5, max: 0.5, noNaN: true });

/** Directly, which is accurate away from 0. */
const transform = (x: number) => (3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3;

test('the peak is 0.7236 of the number of cells, squared', () => {
  expect(Math.sqrt(of([5, 5, 5]).peak)).toBeCloseTo(125 * PEAK, 10);
  expect(Math.sqrt(of([2, 7, 30]).peak)).toBeCloseTo(420 * PEAK, 9);
});

test('at x of pi and 2 pi it has the values of the transform of a sphere', () => {
  // x = pi: T = 3/pi^2
  expect(of([5, 5, 5]).value([0.2, 0, 0])).toBeCloseTo((125 * PEAK * 3) ** 2 / Math.PI ** 4, 8);
  // x = 2 pi: T = -3/(4 pi^2)
  expect(of([5, 4, 5], 4).value([0, 0.25, 0])).toBeCloseTo((100 * PEAK * 0.75) ** 2 / Math.PI ** 4, 8);
});

test('it is the sphere transform of pi sqrt(fudge rho^2), on both sides of the change to the series', () => {
  const cells = [5, 9, 14] as [number, number, number];
  fc.assert(
    fc.property(offset, offset, offset, fc.double({ min: 0.2, max: 3, noNaN: true }), (dh, dk, dl, fudge) => {
      const { value, peak } = of(cells, fudge);
      const x = Math.PI * Math.sqrt(fudge * ((5 * dh) ** 2 + (9 * dk) ** 2 + (14 * dl) ** 2));
      fc.pre(x > 0.05);
      expect(Math.abs(value([dh, dk, dl]) / peak - transform(x) ** 2)).toBeLessThan(1e-12);
    }),
  );
});

test('next to a reflection it follows 1 - x^2/10 + x^4/280, where the quotient has no digits left', () => {
  const { value, peak } = of([1, 1, 1]);
  for (const x of [1e-9, 1e-6, 1e-3, 1e-2]) {
    const series = 1 - x ** 2 / 10 + x ** 4 / 280;
    expect(Math.abs(value([x / Math.PI, 0, 0]) / peak / series ** 2 - 1)).toBeLessThan(1e-14);
  }
});

test('derivatives equal central differences and vanish at the peak', () => {
  const { gradient, differences, peak } = of([4, 6, 9], 0.8);
  for (const at of scattered(50)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
    });
  }
  expect(gradient([0, 0, 0]).map(Math.abs)).toEqual([0, 0, 0]);
});

test('no derivative exceeds the slope, which is reached', () => {
  const { gradient, peak, slope } = of([4, 20, 9], 0.8);
  const largest = Array.from({ length: 4000 }, (_, i) => Math.abs(gradient([0, i / 8000, 0])[1] as number) / peak);
  expect(Math.max(...largest) / slope).toBeCloseTo(1, 5);
  const steepest = Math.max(...scattered(500).flatMap(gradient).map(Math.abs)) / peak;
  expect(steepest).toBeLessThanOrEqual(slope);
});
