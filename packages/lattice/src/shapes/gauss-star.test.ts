import { type Mat3, type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { indexRotations } from '../point-groups';
import { gaussStar } from './gauss-star';
import { crystalOf, scattered, shapeOf } from './shape.fixture';

const triclinic = crystalOf({ cell: [23, 26, 30, 82, 97, 104], cells: [8, 5, 4], fudge: 1.1 });

test('the exponent is 3.8 fudge (M V)^(2/3) times the squared distance from the reciprocal lattice point', () => {
  const { value, peak } = shapeOf(gaussStar, triclinic);
  expect(peak).toBe(160 ** 2);
  const [dh, dk, dl] = [0.03, -0.05, 0.02];
  const s = [0, 1, 2].map((i) =>
    [triclinic.aStar, triclinic.bStar, triclinic.cStar].reduce(
      (sum, v, j) => sum + (v[i] as number) * ([dh, dk, dl][j] as number),
      0,
    ),
  ) as unknown as Vec3;
  const exponent = 3.8 * 1.1 * (160 * triclinic.volumeA3) ** (2 / 3) * vector.dot(s, s);
  expect(value([dh, dk, dl]) / (160 ** 2 * Math.exp(-exponent))).toBeCloseTo(1, 11);
});

test('the full width at half maximum is 0.854 over the edge of a cube of the same volume', () => {
  const crystal = crystalOf({ cell: [100], cells: [10, 10, 10] });
  const { value, peak } = shapeOf(gaussStar, crystal);
  const half = 0.854 / 2 / (1000 * 1e6) ** (1 / 3);
  expect(value([half * 100, 0, 0]) / peak).toBeCloseTo(0.5, 3);
});

test('the integral over a zone of the reciprocal lattice is 0.7517 M, and M with a fudge of 0.8267', () => {
  const integral = (fudge: number) => {
    const { value } = shapeOf(gaussStar, crystalOf({ cell: [40, 50, 60, 80, 95, 103], cells: [6, 5, 4], fudge }));
    const steps = 60;
    let sum = 0;
    for (let i = 0; i < steps; i++)
      for (let j = 0; j < steps; j++)
        for (let k = 0; k < steps; k++)
          sum += value([(i + 0.5) / steps - 0.5, (j + 0.5) / steps - 0.5, (k + 0.5) / steps - 0.5]);
    return sum / steps ** 3 / 120;
  };
  expect(integral(1)).toBeCloseTo(0.7517, 4);
  expect(integral(Math.PI / 3.8)).toBeCloseTo(1, 3);
});

test('a rotation of the lattice leaves the spot as it is', () => {
  const { value } = shapeOf(gaussStar, crystalOf({ cell: [25, 25, 29, 90, 90, 120], cells: [7, 4, 5] }));
  for (const rotation of indexRotations('321')) {
    for (const at of scattered(20)) {
      const near = vector.scale(at, 0.3);
      expect(value(vector.transform(rotation as Mat3, near)) / value(near)).toBeCloseTo(1, 12);
    }
  }
});

test('derivatives equal central differences', () => {
  const { gradient, differences, peak } = shapeOf(gaussStar, triclinic);
  for (const at of scattered(50)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
    });
  }
});
