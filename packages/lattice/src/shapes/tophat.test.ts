import type { Vec3 } from '@braggsim/core';
import { expect, test } from 'vitest';
import { crystalOf, scattered, shapeOf } from './shape.fixture';
import { tophat } from './tophat';

test('known values: a cube of 100 A with 125 cells ends at 0.63/1.25 of an index', () => {
  const { value } = shapeOf(tophat, crystalOf({ cells: [5, 5, 5], fudge: 4 }));
  const edge = 0.63 / 1.25 / 2;
  expect(value([0, 0, 0])).toBe(15625);
  expect(value([edge * (1 - 1e-9), 0, 0])).toBe(15625);
  expect(value([edge * (1 + 1e-9), 0, 0])).toBe(0);
  expect(value([0, 0.6 * edge, 0.8 * edge * (1 - 1e-9)])).toBe(15625);
  expect(value([0, 0.6 * edge, 0.8 * edge * (1 + 1e-9)])).toBe(0);
});

test('the limit itself is outside', () => {
  const base = crystalOf({ cells: [1, 1, 1] });
  const crystal = { ...base, aStar: [1, 0, 0], bStar: [0, 1, 0], cStar: [0, 0, 1], fudge: 0.3969 } as const;
  expect(shapeOf(tophat, crystal).value([1, 0, 0])).toBe(0);
});

test('it jumps, and nothing lies outside its reach', () => {
  const crystal = crystalOf({ cell: [70, 80, 90, 75, 85, 95], cells: [9, 5, 4] });
  const { value, reach, slope } = shapeOf(tophat, crystal);
  expect(slope).toBe(Number.POSITIVE_INFINITY);
  const [ra, rb, rc] = reach as Vec3;
  const extent = [0, 0, 0];
  for (const at of scattered(60000)) {
    if (value(at) === 0) continue;
    at.forEach((x, i) => {
      extent[i] = Math.max(extent[i] as number, Math.abs(x));
    });
  }
  [ra, rb, rc].forEach((r, i) => {
    expect(extent[i]).toBeLessThanOrEqual(r);
    expect(extent[i]).toBeGreaterThan(0.9 * r);
  });
});
