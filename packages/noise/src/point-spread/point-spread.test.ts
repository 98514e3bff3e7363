import { errorFunction } from '@braggsim/core/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convolveDirectly } from './direct';
import { convolveByFourier } from './fourier';
import { pointSpread, spreadLight } from './point-spread';
import { profileOf, quadrant } from './profile';
import { convolveSeparably } from './separable';
import { serialSpread } from './serial';

const context = { seed: 1, image: 0, panel: 0 };
const largestDifference = (a: Float64Array, b: Float64Array) =>
  a.reduce((max, x, i) => Math.max(max, Math.abs(x - (b[i] as number))), 0);
const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0);

/** Spots on a faint background, the same in every run. */
const scene = (slow: number, fast: number): Float64Array =>
  Float64Array.from({ length: slow * fast }, (_, i) => ((i * 2654435761) % 97 === 0 ? 1e4 : (i * 40503) % 13));

test('error function: published values (Abramowitz & Stegun, table 7.1) and oddness', () => {
  const published = [
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
  ] as const;
  for (const [x, value] of published) {
    expect(Math.abs(errorFunction(x) / value - 1)).toBeLessThan(4e-15);
    expect(errorFunction(-x)).toBe(-errorFunction(x));
  }
  expect([errorFunction(0), errorFunction(7), errorFunction(Number.NEGATIVE_INFINITY)]).toEqual([0, 1, -1]);
});

describe('check values of the specification: 60000 photons on one pixel of 0.1 mm, FWHM 0.2 mm', () => {
  const spot = new Float32Array(101 * 101);
  const middle = 50 * 101 + 50;
  spot[middle] = 60_000;
  const row = (pixels: ArrayLike<number>) => [-2, -1, 0, 1, 2].map((d) => pixels[middle + d] as number);

  test('gauss', () => {
    const { pixels, lost } = serialSpread(spot, [101, 101], profileOf('gauss', 2), 0);
    expect(row(pixels).map(Math.trunc)).toEqual([987, 6375, 11825, 6375, 987]);
    expect(total(pixels.map(Math.trunc))).toBe(59981);
    expect(lost).toBeCloseTo(0.00179, 5);
    const exact = row(spreadLight(spot, [101, 101], { profile: 'gauss', fwhm: 2, radius: 0 }));
    for (const [i, value] of [987.301, 6375.203, 11825.007].entries()) expect(exact[i]).toBeCloseTo(value, 3);
  });

  test('fiber', () => {
    const { pixels, lost } = serialSpread(spot, [101, 101], profileOf('fiber', 2), 0);
    expect(row(pixels).map(Math.trunc)).toEqual([944, 2769, 4904, 2769, 944]);
    expect(total(pixels.map(Math.trunc))).toBe(56088);
    expect(lost).toBeCloseTo(775.04, 2);
    expect(pixels[middle]).toBeCloseTo(4904.484 + 0.076, 2);
    const exact = spreadLight(spot, [101, 101], { profile: 'fiber', fwhm: 2, radius: 0 });
    expect(exact[middle]).toBeCloseTo(4904.484, 3);
  });
});

test.each([
  ['gauss', 1.5, 12],
  ['fiber', 0.46, 200],
] as const)('%s: the pixels within a radius and the light beyond it add up to 1', (name, fwhm, radius) => {
  const profile = profileOf(name, fwhm);
  const kernel = quadrant(profile, radius);
  let sum = 0;
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) sum += kernel[Math.abs(dy) * (radius + 1) + Math.abs(dx)] as number;
  }
  expect(sum + profile.beyond(radius)).toBeCloseTo(1, 5);
});

describe('Fourier transforms', () => {
  test('agree with the direct sum to 1e-14 of the peak, for any shape and reach', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 37 }),
        fc.integer({ min: 1, max: 37 }),
        fc.integer({ min: 0, max: 45 }),
        fc.constantFrom('gauss' as const, 'fiber' as const),
        (slow, fast, reach, name) => {
          const kernel = quadrant(profileOf(name, 2.3), reach);
          const values = scene(slow, fast);
          const direct = convolveDirectly(values, [slow, fast], kernel, reach);
          const fourier = convolveByFourier(values, [slow, fast], kernel, reach);
          expect(largestDifference(direct, fourier)).toBeLessThan(1e-14 * 1e4);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('fibre over a whole image agrees with the direct sum to 1e-6 of the peak', () => {
    const values = scene(96, 128);
    const kernel = quadrant(profileOf('fiber', 0.46), 127, Number.POSITIVE_INFINITY);
    const direct = convolveDirectly(values, [96, 128], kernel, 127);
    const spread = spreadLight(values, [96, 128], { profile: 'fiber', fwhm: 0.46, radius: 0 });
    expect(largestDifference(direct, spread)).toBeLessThan(1e-6 * Math.max(...direct));
  });
});

test('the two-dimensional Gaussian is separable', () => {
  const values = scene(40, 50);
  const kernel = quadrant(profileOf('gauss', 1.5), 15);
  const direct = convolveDirectly(values, [40, 50], kernel, 15);
  const separable = spreadLight(values, [40, 50], { profile: 'gauss', fwhm: 1.5, radius: 0 });
  expect(largestDifference(direct, separable)).toBeLessThan(1e-9);
});

test('light that falls outside is lost and does not wrap around', () => {
  const values = new Float64Array(20 * 30);
  values[29] = 1000;
  const spread = spreadLight(values, [20, 30], { profile: 'fiber', fwhm: 2, radius: 6 });
  const tail = (1000 * profileOf('fiber', 2).beyond(6)) / 600;
  expect(spread[30]).toBeCloseTo(tail, 9);
  expect(total(spread)).toBeLessThan(1000);
  expect(spread[29]).toBeGreaterThan(spread[28] as number);
});

test('light beyond the radius is spread evenly, so that a flat image keeps its level', () => {
  const flat = new Float64Array(64 * 64).fill(100);
  const middle = 32 * 64 + 32;
  const spread = spreadLight(flat, [64, 64], { profile: 'fiber', fwhm: 0.5, radius: 10 });
  expect(spread[middle]).toBeCloseTo(100, 0);
});

test('the stage works in place, keeps the level of a flat image away from the edges, and does nothing without a width', () => {
  const values = new Float64Array(60 * 60).fill(50);
  pointSpread.apply(values, { profile: 'gauss', fwhmUm: 150, pixelUm: 100 }, { ...context, shape: [60, 60] });
  expect(values[30 * 60 + 30]).toBeCloseTo(50, 10);
  expect(values[0]).toBeLessThan(50);
  const untouched = Float64Array.of(1, 2, 3, 4);
  pointSpread.apply(untouched, { fwhmUm: 0 }, { ...context, shape: [2, 2] });
  expect([...untouched]).toEqual([1, 2, 3, 4]);
  expect(pointSpread.pixelwise).toBeUndefined();
});

test('the variance of independent pixels is multiplied by the sum of squares of the kernel', () => {
  const kernel = quadrant(profileOf('gauss', 1.5), 12);
  let squares = 0;
  for (let dy = -12; dy <= 12; dy++) {
    for (let dx = -12; dx <= 12; dx++) squares += (kernel[Math.abs(dy) * 13 + Math.abs(dx)] as number) ** 2;
  }
  const values = Float64Array.from({ length: 200 * 200 }, (_, i) => (((i * 2654435761) >>> 0) % 1009) / 1009);
  const mean = total(values) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const spread = convolveSeparably(
    values,
    [200, 200],
    Float64Array.from({ length: 13 }, (_, d) => Math.sqrt(kernel[d * 14] as number)),
  );
  const inner = spread.filter((_, i) => i % 200 > 20 && i % 200 < 180 && i > 4000 && i < 36_000);
  const after = inner.reduce((sum, x) => sum + (x - mean) ** 2, 0) / inner.length;
  expect(after / variance).toBeGreaterThan(0.5 * squares);
  expect(after / variance).toBeLessThan(2 * squares);
});
