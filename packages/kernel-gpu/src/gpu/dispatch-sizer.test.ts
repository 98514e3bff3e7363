import { expect, test } from 'vitest';
import { dispatchSizer } from './dispatch-sizer';

const SAMPLES = 64_000;
/** Number of tiles of the eleventh dispatch on a device of a constant speed. */
const settled = (samplesPerMs: number): number => {
  const { tiles, recordDuration } = dispatchSizer();
  for (let i = 0; i < 10; i++) {
    const samples = tiles(SAMPLES) * SAMPLES;
    recordDuration(samples, samples / samplesPerMs);
  }
  return tiles(SAMPLES);
};

test('dispatches converge to 40 ms on fast and slow devices, but have at least one tile', () => {
  expect(settled(1e7)).toBe(Math.floor((1e7 * 40) / SAMPLES));
  expect(settled(1e4)).toBe(6);
  expect(settled(10)).toBe(1);
});

test('one wrong measurement changes the size by a factor of at most four', () => {
  const { tiles, recordDuration } = dispatchSizer();
  const before = tiles(1);
  recordDuration(before, 1e-6);
  expect(tiles(1)).toBe(4 * before);
});

test('the short last dispatch of an image does not make later ones smaller', () => {
  const { tiles, recordDuration } = dispatchSizer();
  const before = tiles(1);
  recordDuration(100, 1);
  expect(tiles(1)).toBe(before);
});
