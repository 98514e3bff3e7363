import type { Vec3 } from '@braggsim/core';
import { expect, test } from 'vitest';
import { gaussHkl } from './gauss-hkl';
import { crystalOf, scattered, shapeOf } from './shape.fixture';

const cell = [70, 80, 90, 75, 85, 95];
const of = (cells: Vec3, fudge = 1) => shapeOf(gaussHkl, crystalOf({ cell, cells, fudge }));

test('values and peak are those of the formula, the same at opposite places', () => {
  const { value, peak } = of([5, 6, 7], 1.5);
  expect(peak).toBe(210 ** 2);
  expect(value([0.1, 0.2, -0.1])).toBeCloseTo((210 * Math.exp((-1.5 * (0.25 + 1.44 + 0.49)) / 0.63)) ** 2, 7);
  expect(value([-0.1, 0.2, 0.1])).toBe(value([0.1, 0.2, -0.1]));
});

test('the cell does not matter', () => {
  const cube = shapeOf(gaussHkl, crystalOf({ cells: [5, 6, 7] }));
  expect(cube.value([0.1, 0.2, -0.1])).toBe(of([5, 6, 7]).value([0.1, 0.2, -0.1]));
});

test('derivatives equal central differences and do not exceed the slope, which is reached', () => {
  const { gradient, differences, peak, slope } = of([3, 9, 5]);
  for (const at of scattered(200)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
      expect(Math.abs(x) / peak).toBeLessThanOrEqual(slope);
    });
  }
  const along = Array.from({ length: 5000 }, (_, i) => Math.abs(gradient([0, i / 10000, 0])[1] as number) / peak);
  expect(Math.max(...along) / slope).toBeCloseTo(1, 5);
});

test('the reach is where the spot has fallen to e^-60', () => {
  const { value, peak, reach } = of([20, 100, 5]);
  const radius = Math.sqrt(30 * 0.63);
  const [a, b, c] = reach as Vec3;
  expect(a).toBeCloseTo(radius / 20, 14);
  expect(b).toBeCloseTo(radius / 100, 14);
  expect(c).toBe(0.5);
  expect(Math.log(value([0, b, 0]) / peak)).toBeCloseTo(-60, 10);
});
