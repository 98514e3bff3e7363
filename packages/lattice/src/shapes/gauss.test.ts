import { units, type Vec3, vector } from '@braggsim/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gauss } from './gauss';
import { crystalOf, scattered, shapeOf } from './shape.fixture';

const triclinic = [70, 80, 90, 75, 85, 95];
const cells = [2, 3, 4] as const;
const offset = fc.double({ min: -0.5, max: 0.5, noNaN: true });

test('known values: a cube of 100 A', () => {
  const { value, peak } = shapeOf(gauss, crystalOf({ cells: [5, 5, 5] }));
  expect(peak).toBe(15625);
  expect(value([0.1, 0, 0])).toBeCloseTo(15625 * Math.exp((-2 * 0.125 ** 2) / 0.63), 8);
  expect(value([0.3, -0.4, 0])).toBeCloseTo(15625 * Math.exp((-2 * 0.625 ** 2) / 0.63), 8);
});

test('the radius is measured in reciprocal space, whatever the orientation', () => {
  const crystal = crystalOf({ cell: triclinic, cells, fudge: 1.2 });
  const turned = crystalOf({ cell: triclinic, cells, fudge: 1.2, misset: [11, 22, 33] });
  const { value } = shapeOf(gauss, crystal);
  const same = shapeOf(gauss, turned);
  fc.assert(
    fc.property(offset, offset, offset, (dh, dk, dl) => {
      const s = vector.add(
        vector.add(vector.scale(crystal.aStar, dh), vector.scale(crystal.bStar, dk)),
        vector.scale(crystal.cStar, dl),
      );
      const amplitude = 24 * Math.exp((-1.2 * 24 ** 2 * vector.dot(s, s)) / 0.63);
      expect(value([dh, dk, dl]) / amplitude ** 2).toBeCloseTo(1, 11);
      expect(same.value([dh, dk, dl]) / value([dh, dk, dl])).toBeCloseTo(1, 11);
      expect(value([-dh, -dk, -dl])).toBe(value([dh, dk, dl]));
    }),
  );
});

test('fudge 0 leaves the peak everywhere', () => {
  const { value, slope, reach } = shapeOf(gauss, crystalOf({ cell: triclinic, cells, fudge: 0 }));
  expect(value([0.4, 0.1, -0.3])).toBe(576);
  expect(slope).toBe(0);
  expect(reach).toEqual([0.5, 0.5, 0.5]);
});

test('derivatives equal central differences', () => {
  const { gradient, differences, peak } = shapeOf(gauss, crystalOf({ cell: triclinic, cells: [5, 5, 5] }));
  for (const at of scattered(50)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
    });
  }
});

test('no derivative exceeds the slope, which is reached along the steepest axis', () => {
  const crystal = crystalOf({ cell: triclinic, cells: [20, 20, 20] });
  const { gradient, peak, slope } = shapeOf(gauss, crystal);
  const lengths = [crystal.aStar, crystal.bStar, crystal.cStar].map(vector.length);
  const axis = lengths.indexOf(Math.max(...lengths));
  let largest = 0;
  for (let i = 0; i < 5000; i++) {
    const at = [0, 0, 0].map((_, j) => (j === axis ? i / 500000 : 0)) as unknown as Vec3;
    largest = Math.max(largest, Math.abs(gradient(at)[axis] as number) / peak);
  }
  expect(largest / slope).toBeCloseTo(1, 4);
  for (const at of scattered(500)) {
    const near = vector.scale(at, 0.05);
    for (const x of gradient(near)) expect(Math.abs(x) / peak).toBeLessThanOrEqual(slope);
  }
});

test('wide spots of a skew cell jump halfway between reflections, those of a rectangular one do not', () => {
  const skew = shapeOf(gauss, crystalOf({ cell: triclinic, cells: [3, 3, 3] }));
  const difference = skew.value([0.5, 0.3, 0.3]) - skew.value([-0.5, 0.3, 0.3]);
  expect(Math.abs(difference) / skew.peak).toBeGreaterThan(1e-3);
  expect(skew.slope).toBe(Number.POSITIVE_INFINITY);
  expect(shapeOf(gauss, crystalOf({ cells: [2, 2, 2] })).slope).toBeLessThan(1);
});

test('the reach holds everything above e^-60 of the peak, and no more', () => {
  const crystal = crystalOf({ cell: triclinic, cells: [20, 15, 10] });
  const { value, peak, reach } = shapeOf(gauss, crystal);
  const [ra, rb, rc] = reach as Vec3;
  for (const at of scattered(2000)) {
    if (Math.abs(at[0]) > ra || Math.abs(at[1]) > rb || Math.abs(at[2]) > rc) {
      expect(value(at) / peak).toBeLessThan(Math.exp(-60));
    }
  }
  // Along the direct vector a the offset dh grows fastest.
  const radius = Math.sqrt((60 * 0.63) / 2) / 3000;
  const s = vector.scale(vector.unit(crystal.a), radius);
  const edge = [crystal.a, crystal.b, crystal.c].map((v) => units.toAngstrom(vector.dot(v, s))) as unknown as Vec3;
  expect(edge[0]).toBeCloseTo(ra, 12);
  expect(Math.log(value(edge) / peak)).toBeCloseTo(-60, 8);
});
