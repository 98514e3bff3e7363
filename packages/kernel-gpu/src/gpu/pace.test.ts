import { expect, test } from 'vitest';
import { pace } from './pace';

const SAMPLES = 64_000;
/** Tiles of the tenth dispatch on a device of this speed. */
const settled = (samplesPerMs: number): number => {
  const { tiles, took } = pace();
  for (let i = 0; i < 10; i++) {
    const samples = tiles(SAMPLES) * SAMPLES;
    took(samples, samples / samplesPerMs);
  }
  return tiles(SAMPLES);
};

test('dispatches come to last 40 ms on fast and slow devices, but hold a tile at least', () => {
  expect(settled(1e7)).toBe(Math.floor((1e7 * 40) / SAMPLES));
  expect(settled(1e4)).toBe(6);
  expect(settled(10)).toBe(1);
});

test('one odd measurement changes the size by a factor of four at most', () => {
  const { tiles, took } = pace();
  const before = tiles(1);
  took(before, 1e-6);
  expect(tiles(1)).toBe(4 * before);
});

test('the short rest of an image does not make dispatches smaller', () => {
  const { tiles, took } = pace();
  const before = tiles(1);
  took(100, 1);
  expect(tiles(1)).toBe(before);
});
