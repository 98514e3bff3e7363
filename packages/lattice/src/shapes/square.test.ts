import type { Vec3 } from '@braggsim/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crystalOf, scattered, shapeOf } from './shape.fixture';
import { square } from './square';

const of = (...cells: [number, number, number]) => shapeOf(square, crystalOf({ cells }));
const offset = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const offsets = fc.tuple(offset, offset, offset);
const counts = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 60 }))) as fc.Arbitrary<
  [number, number, number]
>;
const slits = (f: number, n: number) => (Math.sin(Math.PI * n * f) / Math.sin(Math.PI * f)) ** 2;

test('values are those of the interference function of slits', () => {
  expect(of(5, 1, 1).value([0.1, 0.3, 0.2])).toBeCloseTo(10.472135955, 9);
  expect(of(5, 4, 3).value([0.1, 0.25, 1 / 3])).toBeCloseTo(0, 9);
  expect(of(1, 1, 1).value([0.1, 0.25, -0.4])).toBe(1);
  expect(of(2, 1, 12).value([0.25, 0.1, 0.03])).toBeCloseTo(2 * slits(0.03, 12), 10);
});

test('the peak is the square of the number of cells', () => {
  fc.assert(
    fc.property(counts, (cells) => {
      expect(of(...cells).peak / (cells[0] * cells[1] * cells[2]) ** 2).toBeCloseTo(1, 12);
    }),
  );
});

test('it is the product of sine quotients, symmetric and periodic', () => {
  fc.assert(
    fc.property(counts, offsets, (cells, at) => {
      const { value, peak } = of(...cells);
      const quotients = at.map((f, i) =>
        Math.abs(f) < 1e-12 ? (cells[i] as number) ** 2 : slits(f, cells[i] as number),
      );
      const expected = (quotients[0] as number) * (quotients[1] as number) * (quotients[2] as number);
      expect(Math.abs(value(at) - expected) / peak).toBeLessThan(1e-10);
      expect(Math.abs(value([-at[0], at[1], -at[2]]) - value(at)) / peak).toBeLessThan(1e-13);
    }),
  );
  const { value, peak } = of(7, 20, 4);
  expect(Math.abs(value([0.5, 0.5, 0.5]) - value([-0.5, -0.5, -0.5])) / peak).toBe(0);
});

test('small counts take the closed form, which equals the quotient', () => {
  const small = of(9, 4, 2);
  expect(small.specialization).toEqual({ small: [9, 4, 2] });
  expect(of(10, 9, 1).specialization).toEqual({ small: [null, 9, 1] });
  for (const at of scattered(300)) {
    expect(Math.abs(small.value(at) - small.value(at, { small: [null, null, null] })) / small.peak).toBeLessThan(2e-13);
  }
});

test.each([
  [5, 4, 3],
  [1, 12, 10],
] as [number, number, number][])('the mean over one period is the number of cells: %i x %i x %i', (...cells) => {
  const { value } = of(...cells);
  const points = 16; // exact: the function is a trigonometric polynomial of lower degree
  let sum = 0;
  for (let i = 0; i < points ** 3; i++) {
    const at = [i, i / points, i / points ** 2].map((n) => (Math.floor(n) % points) / points - 0.5);
    sum += value(at as unknown as Vec3);
  }
  expect(sum / points ** 3 / (cells[0] * cells[1] * cells[2])).toBeCloseTo(1, 11);
});

test('derivatives equal central differences', () => {
  const { gradient, differences, peak } = of(5, 12, 3);
  for (const at of scattered(50)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
    });
  }
});

test.each([2, 3, 5, 12, 100])('no derivative exceeds the slope, and the largest comes near it: N = %i', (n) => {
  const { gradient, peak, slope } = of(1, n, 1);
  let largest = 0;
  for (let i = 0; i <= 1000; i++) largest = Math.max(largest, Math.abs(gradient([0, i / 2000, 0])[1] as number));
  expect(largest / peak).toBeLessThanOrEqual(slope);
  expect(largest / peak).toBeGreaterThan(0.92 * slope);
});

test('one cell has no slope; tails matter, so there is no reach', () => {
  expect(of(1, 1, 1).slope).toBe(0);
  expect(of(5, 5, 5).reach).toBeUndefined();
});
