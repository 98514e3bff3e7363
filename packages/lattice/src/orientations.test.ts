import { type Mat3, units, type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { resolveCrystal } from './crystal';
import { resolveMosaic } from './mosaic';
import { orientations } from './orientations';
import { resolveScan } from './scan';

const compatibility = { cellReciprocal: 'exact', angles: 'float64', phiSample: 'middle' } as const;
const crystal = resolveCrystal(
  { cell: [50, 60, 70, 80, 85, 95], misset: [10, 20, 30] },
  { wavelength: 1e-10 },
  compatibility,
).value;
const still = resolveMosaic(undefined, compatibility).value;
const vectorAt = (all: Float64Array, i: number) => Array.from(all.subarray(3 * i, 3 * i + 3)) as unknown as Vec3;

test('a still without mosaic spread has the vectors of the crystal', () => {
  const all = orientations(crystal, [0, 0, 1], resolveScan(undefined, compatibility).value, still);
  expect(Array.from(all)).toEqual([...crystal.a, ...crystal.b, ...crystal.c]);
});

test('a quarter turn about z takes x to y', () => {
  const cube = { a: [1, 0, 0], b: [0, 1, 0], c: [0, 0, 1] } as const;
  const all = orientations(cube, [0, 0, 1], resolveScan({ startDeg: 90 }, compatibility).value, still);
  const expected = [0, 1, 0, -1, 0, 0, 0, 0, 1];
  all.forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i] as number, 15);
  });
});

test('spindle steps are outer, domains inner, and a domain turns the spindle-rotated vectors', () => {
  const scan = resolveScan({ startDeg: 5, widthDeg: 3, phiSteps: 3 }, compatibility).value;
  const mosaic = resolveMosaic({ spreadDeg: 2, domains: 4 }, compatibility).value;
  const spindle = vector.unit([1, 2, -2]);
  const all = orientations(crystal, spindle, scan, mosaic);
  expect(all).toHaveLength(3 * 4 * 9);
  const [step, domain] = [2, 3];
  const matrix = Array.from(mosaic.rotations.subarray(9 * domain, 9 * domain + 9)) as unknown as Mat3;
  const turned = vector.rotateAbout(crystal.b, spindle, units.fromDegrees(7.5));
  const found = vectorAt(all, (step * 4 + domain) * 3 + 1);
  const error = vector.length(vector.subtract(found, vector.transform(matrix, turned)));
  expect(error / vector.length(crystal.b)).toBeLessThan(1e-14);
});
