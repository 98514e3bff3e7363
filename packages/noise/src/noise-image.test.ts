import { isBraggsimError } from '@braggsim/core';
import { ran1, shuffleTable } from '@braggsim/core/random';
import { expect, test } from 'vitest';
import { noiseImage } from './noise-image';
import { photon } from './photon';

const shape = [1, 6] as const;

test('deviates in raster order, offset, truncation', () => {
  const { pixels, photons, overloads } = noiseImage(new Float32Array(6).fill(50.25), {
    shape,
    seed: 123,
    offset: 0.75,
  });
  expect([...pixels]).toEqual([56, 52, 34, 45, 44, 40]);
  expect(photons).toBe(271);
  expect(overloads).toBe(0);
});

test('philox draws what the photon stage draws, pixel by pixel', () => {
  const image = new Float32Array(6).fill(50.25);
  const options = { shape, seed: 123, offset: 0, generator: 'philox' } as const;
  const staged = image.slice();
  photon.apply(staged, {}, { seed: 123, image: 0, panel: 0, shape });
  expect([...noiseImage(image, options).pixels]).toEqual([...staged]);
  expect([...noiseImage(image, { ...options, region: { fast: [2, 4], slow: [0, 1] } }).pixels]).toEqual([
    0,
    0,
    ...staged.slice(2, 4),
    0,
    0,
  ]);
});

test('pixels outside the region draw nothing and stay 0', () => {
  const image = new Float32Array(6).fill(50.25);
  const { pixels } = noiseImage(image, { shape, seed: 123, region: { fast: [2, 4], slow: [0, 2] } });
  expect([...pixels]).toEqual([0, 0, 96, 92, 0, 0]);
});

test('overloads are clipped and counted; the sum of photons is not clipped', () => {
  const image = Float32Array.of(2e6, 0, 2e6, 0, Number.NaN, 0);
  const { pixels, photons, overloads } = noiseImage(image, { shape, seed: 123 });
  expect([...pixels]).toEqual([65535, 40, 65535, 40, 40, 40]);
  expect(overloads).toBe(2);
  expect(photons).toBeGreaterThan(3.9e6);
});

test('a negative offset is clamped at 0', () => {
  expect(noiseImage(new Float32Array(6), { shape, seed: 1, offset: -5 }).pixels).toEqual(new Uint16Array(6));
});

test('a negative seed continues the table of earlier streams, and is rejected without one', () => {
  const image = new Float32Array(6).fill(50.25);
  const table = shuffleTable();
  const earlier = ran1(-12345678, table);
  for (let i = 0; i < 3; i++) earlier();
  const continued = noiseImage(image, { shape, seed: -123, table }).pixels;
  expect([...continued]).not.toEqual([...noiseImage(image, { shape, seed: 123 }).pixels]);
  for (const seed of [-123, 0.5, 2 ** 31 - 1, Number.NaN]) {
    const attempt = () => noiseImage(image, { shape, seed });
    expect(attempt).toThrow(`found ${seed}`);
    try {
      attempt();
    } catch (error) {
      expect(isBraggsimError(error, 'usage')).toBe(true);
    }
  }
});
