import { type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { curvedLabAxes, curvedLabAxesConstants } from './curved-lab-axes';
import { detectorOf, plainNumbers as m } from './detectors.fixture';
import { flat, flatConstants } from './flat';

const pointsAt = (convention: 'mosflm' | 'xds', fastOffset: number, slowOffset: number) => {
  const d = detectorOf({ convention, curved: true });
  const at = { fastOffset, slowOffset, depth: 1e-3 };
  return {
    bent: curvedLabAxes.formula(m, at, curvedLabAxesConstants(d), {}) as Vec3,
    plane: flat.formula(m, at, flatConstants(d), {}) as Vec3,
  };
};

test('transposes the pattern of a beam along x', () => {
  // Beam centre at 3.3 mm: 0.15 mm along fast (z) and 0.35 mm along slow (-y).
  const { bent, plane } = pointsAt('mosflm', 3.45e-3, 3.65e-3);
  expect(plane[1]).toBeCloseTo(-0.35e-3, 12);
  expect(plane[2]).toBeCloseTo(0.15e-3, 12);
  expect(bent[1]).toBeCloseTo(0.15e-3, 8);
  expect(bent[2]).toBeCloseTo(-0.35e-3, 8);
});

test('turns a beam along z by about a radian for every pixel', () => {
  const { bent } = pointsAt('xds', 3.2e-3, 3.2e-3);
  const angle = Math.acos(bent[2] / vector.length(bent));
  expect(angle).toBeCloseTo(1.01, 10);
});

test('keeps every pixel at the distance of the detector plane, whatever the depth', () => {
  expect(vector.length(pointsAt('mosflm', 0, 6e-3).bent)).toBeCloseTo(0.1, 13);
});
