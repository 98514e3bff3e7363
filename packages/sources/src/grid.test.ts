import type { Vec3 } from '@braggsim/core';
import type { Sampling, SourceGrid } from '@braggsim/core/derived';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BeamFrame, gridDirections, gridWavelengths, resolveGrid } from './grid';

const mosflm: BeamFrame = { beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] };
const square = (steps: number, range = 0.004): Sampling => ({ range, step: range / (steps - 1), steps });
const single: Sampling = { range: 0, step: 0, steps: 1 };
const grid = (horizontal: Sampling, vertical: Sampling, outline: SourceGrid['outline'] = 'round'): SourceGrid => ({
  horizontal,
  vertical,
  dispersion: single,
  outline,
});

describe('outline', () => {
  test.each([
    [1, 1],
    [2, 4],
    [3, 5],
    [4, 12],
    [5, 13],
    [7, 29],
  ])('a round grid of %i by %i has that many directions: %i', (n, count) => {
    const axis = n === 1 ? single : square(n);
    expect(gridDirections(grid(axis, axis), mosflm).length).toBe(count);
  });

  test('a square outline and a grid in one direction include all directions', () => {
    expect(gridDirections(grid(square(3), square(3), 'square'), mosflm).length).toBe(9);
    expect(gridDirections(grid(square(5), single), mosflm).length).toBe(5);
    expect(gridDirections(grid(single, square(6)), mosflm).length).toBe(6);
  });
});

test('horizontal divergence rotates about the vertical, vertical divergence about the polarization vector', () => {
  const { value } = resolveGrid({
    divergenceMrad: { horizontal: 2, horizontalSteps: 3, vertical: 1, verticalSteps: 3 },
    dispersionPercent: 2,
    dispersionSteps: 2,
  });
  const directions = gridDirections(value, mosflm);
  const wavelengths = gridWavelengths(value.dispersion, 1e-10);
  expect(directions.length * wavelengths.length).toBe(10);
  expect(directions[0]?.map((x) => Math.round(x * 1e6) / 1e6 + 0)).toEqual([-9.999995, 0, 0.01]);
  expect(directions[1]?.map((x) => Math.round(x * 1e6) / 1e6 + 0)).toEqual([-9.999999, 0.005, 0]);
  expect(wavelengths.map((x) => x * 1e10)).toEqual([expect.closeTo(0.99, 14), expect.closeTo(1.01, 14)]);
});

test('a grid that includes both ends of its range is symmetric about the beam', () => {
  const counts = fc.integer({ min: 1, max: 12 });
  const ranges = fc.double({ min: 1e-4, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(counts, counts, ranges, ranges, fc.constantFrom('round', 'square'), (nh, nv, rh, rv, outline) => {
      const directions = gridDirections(
        grid(nh === 1 ? single : square(nh, rh), nv === 1 ? single : square(nv, rv), outline),
        mosflm,
      );
      const key = ([, y, z]: Vec3) => `${y.toFixed(9)} ${z.toFixed(9)}`.replaceAll('-0.000000000', '0.000000000');
      const there = directions.map(key).sort();
      const opposite = directions.map(([x, y, z]) => key([x, -y, -z])).sort();
      expect(there).toEqual(opposite);
      expect(there.length).toBeLessThanOrEqual(nh * nv);
    }),
    { seed: 1, numRuns: 200 },
  );
});

describe('limits', () => {
  test('a spectrum that would include a wavelength of zero is rejected', () => {
    expect(() => resolveGrid({ dispersionPercent: 200 })).toThrow('below 200 %');
  });

  test('too many sources are rejected before they are created', () => {
    expect(() => resolveGrid({ divergenceMrad: { horizontal: 1, horizontalStep: 1e-9 } })).toThrow(
      'at most 1000000 sources from divergence and dispersion, found 1000000000',
    );
  });

  test('messages about invalid values contain the field', () => {
    expect(() => resolveGrid({ divergenceMrad: { vertical: -1 } })).toThrow('beam.divergenceMrad.vertical (--vdiv)');
    expect(() => resolveGrid({ dispersionSteps: 1.5 })).toThrow('beam.dispersionSteps');
  });
});
