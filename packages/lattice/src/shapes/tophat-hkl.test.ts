import type { Vec3 } from '@braggsim/core';
import { expect, test } from 'vitest';
import { crystalOf, shapeOf } from './shape.fixture';
import { tophatHkl } from './tophat-hkl';

const of = (cells: Vec3, fudge = 1) => shapeOf(tophatHkl, crystalOf({ cells, fudge }));

test('a spot ends at 0.63/N along each axis', () => {
  const { value, reach, slope } = of([5, 7, 9]);
  expect(value([0, 0, 0])).toBe(315 ** 2);
  expect(value([(0.63 / 5) * (1 - 1e-9), 0, 0])).toBe(315 ** 2);
  expect(value([(0.63 / 5) * (1 + 1e-9), 0, 0])).toBe(0);
  expect(value([0, (0.63 / 7) * (1 + 1e-9), 0])).toBe(0);
  expect(slope).toBe(Number.POSITIVE_INFINITY);
  (reach as Vec3).forEach((r, i) => {
    expect(r).toBeCloseTo(0.63 / ([5, 7, 9][i] as number), 14);
  });
});

test('fudge shrinks it by its square root', () => {
  const { value } = of([5, 5, 5], 4);
  expect(value([0, 0.31 / 5, 0])).toBe(15625);
  expect(value([0, 0.32 / 5, 0])).toBe(0);
});
