import type { StageValues } from '@braggsim/core';
import { expect, test, vi } from 'vitest';
import { deadPixels, hotPixels } from './defective-pixels';

const SHAPE = [20, 30] as const;
const place = { seed: 3, image: 0, panel: 0, shape: SHAPE };

/** Places of the pixels that a stage changes in an image of ones. */
function changed(stage: typeof hotPixels, params: StageValues, more: object = {}): number[] {
  const values = new Float64Array(600).fill(1);
  stage.apply(values, params, { ...place, ...more });
  return [...values.keys()].filter((i) => values[i] !== 1);
}

test('so many different pixels get the value, the same ones in every image of a detector', () => {
  const pixels = changed(hotPixels, { count: 25, value: 99 });
  expect(pixels).toHaveLength(25);
  expect(changed(hotPixels, { count: 25, value: 99 }, { image: 7 })).toEqual(pixels);
  expect(changed(hotPixels, { count: 25, value: 99 }, { seed: 4 })).not.toEqual(pixels);
  expect(changed(hotPixels, { count: 25, value: 99 }, { occurrence: 1 })).not.toEqual(pixels);
  expect(changed(deadPixels, { count: 25 })).not.toEqual(pixels);
  expect(changed(hotPixels, { count: 0 })).toEqual([]);
  expect(changed(hotPixels, { count: 1000 })).toHaveLength(600);
});

test('other pixels in each image where the pattern is that of the image', () => {
  const params = { count: 25, pattern: 'image' };
  expect(changed(hotPixels, params, { image: 1 })).not.toEqual(changed(hotPixels, params, { image: 2 }));
});

test('bands of rows together have the pixels of the whole, evenly spread', () => {
  const whole = changed(hotPixels, { count: 300 });
  const upper = new Float64Array(240).fill(1);
  const lower = new Float64Array(360).fill(1);
  hotPixels.apply(upper, { count: 300 }, place);
  hotPixels.apply(lower, { count: 300 }, { ...place, firstPixel: 240 });
  const all = [...upper, ...lower];
  expect([...all.keys()].filter((i) => all[i] !== 1)).toEqual(whole);
  // Of 300 of 600 without replacement, the upper 240 have 120 with a standard deviation of 8.5.
  expect(Math.abs(whole.filter((i) => i < 240).length - 120)).toBeLessThan(34);
});

test('stages of a chain that take turns draw their pixels once for all parts of a panel', () => {
  const stages = [hotPixels, deadPixels].flatMap((stage) => [0, 1].map((occurrence) => ({ stage, occurrence })));
  const recordPart = (firstPixel: number) => {
    for (const { stage, occurrence } of stages) {
      stage.apply(new Float64Array(60), { count: 40 }, { ...place, seed: 77, occurrence, firstPixel });
    }
  };
  const drawn = vi.spyOn(Set.prototype, 'add');
  try {
    recordPart(0);
    expect(drawn).toHaveBeenCalled();
    drawn.mockClear();
    for (const part of [1, 2, 3]) recordPart(60 * part);
    expect(drawn).not.toHaveBeenCalled();
  } finally {
    drawn.mockRestore();
  }
});
