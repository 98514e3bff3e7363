import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricOf } from './metric';

test('direct and reciprocal vectors of any cell are inverse', () => {
  const length = fc.double({ min: 3, max: 300, noNaN: true });
  const angle = fc.double({ min: 60, max: 119, noNaN: true });
  fc.assert(
    fc.property(length, length, length, angle, angle, angle, (a, b, c, alpha, beta, gamma) => {
      const { orthogonal, reciprocal, volume } = metricOf([a, b, c, alpha, beta, gamma]);
      for (const i of [0, 1, 2] as const) {
        for (const j of [0, 1, 2] as const) {
          const product = [0, 1, 2].reduce(
            (sum, k) => sum + (reciprocal[i][k] as number) * (orthogonal[k as 0][j] as number),
            0,
          );
          expect(product).toBeCloseTo(i === j ? 1 : 0, 8);
        }
      }
      expect(orthogonal[0][0] * orthogonal[1][1] * orthogonal[2][2]).toBeCloseTo(volume, 4);
    }),
    { seed: 1 },
  );
});

test('spacings of a triclinic cell', () => {
  // The d-spacing of 1 2 -3 in the cell 30 40 50 80 95 100 is from gemmi 0.5.7, UnitCell.calculate_d.
  const { inverseSquare } = metricOf([30, 40, 50, 80, 95, 100]);
  expect(1 / Math.sqrt(inverseSquare(1, 2, -3))).toBeCloseTo(10.62607253, 6);
});

test('a flat cell is refused', () => {
  expect(() => metricOf([10, 10, 10, 90, 90, 180])).toThrow('do not close');
});
