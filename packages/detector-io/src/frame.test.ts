import { expect, test } from 'vitest';
import { imageOf, panelsImage } from './fixture';
import { checkedShape, countsOf, frameOf, framePixelMask, largestCount } from './frame';

test('panels are stacked along slow, and gaps and the positions next to narrow panels are masked', () => {
  const image = panelsImage();
  const frame = frameOf(image);
  expect(frame.shape).toEqual([8, 7]);
  expect([...frame.pixels.subarray(28, 49)]).toEqual([
    28, 29, 30, 31, 32, 33, 34, 100, 101, 102, 103, 0, 0, 0, 104, 105, 106, 107, 0, 0, 0,
  ]);
  const mask = framePixelMask(image.metadata);
  expect(mask.subarray(0, 35).every((m) => m === 0)).toBe(true);
  expect([...mask.subarray(35)]).toEqual([0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1]);
});

test('an image whose panels differ from the detector is refused', () => {
  const { metadata } = panelsImage();
  expect(() => frameOf({ ...imageOf(new Uint8Array(35), 5, 7), metadata })).toThrow('1 panels and its detector 2');
});

test('counts are values minus the offset, and must be whole', () => {
  const frame = { pixels: Float32Array.of(40, 45), shape: [1, 2] as const };
  expect([...countsOf(frame, 40, 'x')]).toEqual([0, 5]);
  for (const wrong of [0.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY]) {
    expect(() => countsOf({ ...frame, pixels: Float64Array.of(1, wrong) }, 0, 'x')).toThrow('fast 1 is');
  }
});

test('the largest count follows from the readout', () => {
  const { metadata } = imageOf(new Uint8Array(1), 1, 1);
  expect(largestCount(metadata)).toBe(2 ** 31 - 1);
  expect(largestCount({ ...metadata, offset: 40 })).toBe(65495);
  expect(largestCount({ ...metadata, offset: 40, saturation: 1000 })).toBe(960);
});

test.each([
  [0, 5],
  [5, -1],
  [2.5, 4],
  [1e6, 1e6],
  [Number.NaN, 1],
])('a size of %s x %s is refused', (slow, fast) => {
  expect(() => checkedShape(slow, fast, 'X')).toThrow('this X file claims');
});
