import type { Vec3 } from '@braggsim/core';
import { expect, test } from 'vitest';
import { recommendedOversample, resolveOversample } from './oversample';

/** 100 A cube, five cells along b. */
const crystal = {
  a: [1e-8, 0, 0] as Vec3,
  b: [0, 1e-8, 0] as Vec3,
  c: [0, 0, 1e-8] as Vec3,
  cells: [1, 5, 1] as Vec3,
};
const needs = { crystal, wavelength: 1e-10, distance: 0.1, pixelSize: 1e-3 };

test('takes three subpixels per fringe of the longest edge', () => {
  // 3 x 50 nm / (0.1 nm x 100 mm / 1 mm) = 15
  expect(recommendedOversample(crystal, 1e-10, 0.1, 1.001e-3)).toBe(16);
  expect(recommendedOversample(crystal, 1e-10, 0.1, 0.999e-3)).toBe(15);
});

test('is one at least, also where the beam never meets the detector plane', () => {
  expect(recommendedOversample(crystal, 1e-10, 10, 1e-5)).toBe(1);
  expect(recommendedOversample(crystal, 1e-10, -0.1, 1e-3)).toBe(1);
});

test('auto, nothing, zero and below take the recommended number', () => {
  const recommended = recommendedOversample(crystal, 1e-10, 0.1, 1e-3);
  for (const requested of ['auto', undefined, 0, -3] as const) {
    expect(resolveOversample(requested, needs)).toEqual({ value: recommended, warnings: [] });
  }
});

test('too few are kept with a warning', () => {
  expect(resolveOversample(40, needs)).toEqual({ value: 40, warnings: [] });
  const { value, warnings } = resolveOversample(2, needs);
  expect(value).toBe(2);
  expect(warnings.map((w) => w.id)).toEqual(['oversample-low']);
});

test('a fraction is refused', () => {
  expect(() => resolveOversample(1.5, needs)).toThrow(/sampling\.oversample must be a whole number/);
});
