import { expect, test } from 'vitest';
import { differencePicture } from './difference-picture';

const pixel = (rgb: Uint8Array, i: number) => [...rgb.subarray(3 * i, 3 * i + 3)];

test('zero is white, positive red, negative blue, NaN black', () => {
  const { rgb, width, height, mapping } = differencePicture(Float64Array.of(0, 4, -2, Number.NaN), [2, 2]);
  expect([width, height]).toEqual([2, 2]);
  expect([0, 1, 2, 3].map((i) => pixel(rgb, i))).toEqual([
    [255, 255, 255],
    [255, 0, 0],
    [128, 128, 255],
    [0, 0, 0],
  ]);
  expect(mapping).toBe('red above, blue below the reference, full colour at 4');
});

test('the picture of equal images is white', () => {
  expect(new Set(differencePicture(new Float64Array(9), [3, 3]).rgb)).toEqual(new Set([255]));
});

test('large images are binned by their largest difference', () => {
  const difference = new Float64Array(16);
  difference[5] = -3;
  const { rgb, width, height, mapping } = differencePicture(difference, [4, 4], { largestSide: 2 });
  expect([width, height]).toEqual([2, 2]);
  expect(pixel(rgb, 0)).toEqual([0, 0, 255]);
  expect(pixel(rgb, 3)).toEqual([255, 255, 255]);
  expect(mapping).toContain('largest of 2 x 2 pixels');
});
