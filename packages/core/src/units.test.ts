import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as units from './units';

test('conversions keep the operations of the C program to the last bit', () => {
  expect(units.fromMm(0.19)).toBe(0.19 / 1000);
  expect(units.fromUm(450)).toBe(450 * 1e-6);
  expect(units.fromAngstrom(0.9795)).toBe(0.9795 / 1e10);
  expect(units.fromDegrees(10)).toBe(10 / (180 * (1 / Math.PI)));
  expect(units.toDegrees(0.1)).toBe(0.1 * (180 * (1 / Math.PI)));
  expect(units.fromMrad(2.5)).toBe(2.5 / 1000);
  expect(units.fromPercent(0.3)).toBe(0.3 / 100);
  expect(units.wavelengthOfEnergy(12398.42)).toBe(1e-10);
  expect(units.wavelengthOfEnergy(12660)).toBe(12398.42 / 12660 / 1e10);
  // The textbook formula gives another last digit for 23 degrees.
  expect(units.fromDegrees(23)).not.toBe((23 * Math.PI) / 180);
});

const size = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

test('conversions to user units and back round-trip', () => {
  fc.assert(
    fc.property(size, (x) => {
      expect(units.toMm(units.fromMm(x)) / x).toBeCloseTo(1, 14);
      expect(units.toAngstrom(units.fromAngstrom(x)) / x).toBeCloseTo(1, 14);
      expect(units.toDegrees(units.fromDegrees(x)) / x).toBeCloseTo(1, 14);
    }),
  );
});
