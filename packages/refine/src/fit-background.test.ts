import { describe, expect, test } from 'vitest';
import { boxBackground } from './backgrounds';
import { fittedBackground } from './fit-background';
import type { FitPixels } from './fit-pixels';

const HALF = 4;

/** Two boxes of 9 x 9 pixels with counts of their own. */
function twoBoxes(counts: (box: number, u: number, v: number) => number): FitPixels {
  const places = [0, 1].flatMap((box) =>
    Array.from({ length: 81 }, (_, i) => ({ box, fast: i % 9, slow: Math.floor(i / 9) })),
  );
  const boxes = [0, 1].map(() => ({
    panel: 0,
    fast: [0, 9] as const,
    slow: [0, 9] as const,
    centre: [4, 4] as const,
  }));
  const pixels = {
    boxes,
    count: places.length,
    index: Int32Array.from(places.keys()),
    box: Int32Array.from(places, ({ box }) => box),
    fast: Int32Array.from(places, ({ fast }) => fast),
    slow: Int32Array.from(places, ({ slow }) => slow),
    photons: Float64Array.from(places, ({ box, fast, slow }) => counts(box, (fast - 4) / HALF, (slow - 4) / HALF)),
    readoutVariance: 0,
    masked: 0,
  };
  return { ...pixels, background: boxBackground(pixels, 'plane', HALF) };
}

const dark = new Float64Array(162);

describe('the background beneath a model', () => {
  test('is the plane that the counts lie on, whatever it begins with', () => {
    const plane = twoBoxes((box, u, v) => (box === 0 ? 20 + 3 * u - 2 * v : 5 + u));
    const found = fittedBackground(plane, dark, Float64Array.of(1, 0, 0, 100, 40, -40));
    expect([...found]).toEqual([20, 3, -2, 5, 1, 0].map((value) => expect.closeTo(value, 2)));
  });

  test('has the mean of sparse counts, on the sum of which it agrees with the likelihood', () => {
    // One count in thirty pixels: the score of the constant is the sum of y/mu - 1.
    const sparse = twoBoxes((box, u, v) => (box === 0 && Math.round(7 * u + 13 * v) % 10 === 0 ? 1 : 0));
    const found = fittedBackground(sparse, dark, new Float64Array(6).fill(0.5));
    const total = sparse.photons.subarray(0, 81).reduce((sum, y) => sum + y, 0);
    expect(total).toBeGreaterThan(0);
    expect(81 * (found[0] as number)).toBeCloseTo(total, 0);
    expect(found[3] as number).toBeLessThan(0.01);
  });
});
