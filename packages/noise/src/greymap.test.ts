import { expect, test } from 'vitest';
import { greymap, greymapScale } from './greymap';

test('the scale is the requested one, follows from the contrast, or is that of the integer image', () => {
  expect(greymapScale({ scale: 3.5, rmsd: 2, integerScale: 7 })).toBe(3.5);
  expect(greymapScale({ rmsd: 2, integerScale: 7 })).toBe(25);
  expect(greymapScale({ scale: -1, rmsd: 0, integerScale: 7 })).toBe(7);
});

test('levels are truncated and clamped, NaN becomes 0, pixels outside the region stay 0', () => {
  const image = Float32Array.of(1.99, 300, -4, Number.NaN, Number.POSITIVE_INFINITY, 9);
  const { pixels } = greymap(image, {
    shape: [2, 3],
    scale: 1,
    rmsd: 1,
    integerScale: 1,
    region: { fast: [0, 2], slow: [0, 2] },
  });
  expect([...pixels]).toEqual([1, 255, 0, 0, 255, 0]);
});
