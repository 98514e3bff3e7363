import { expect, test } from 'vitest';
import { integerImage, integerScale } from './integer-image';

const shape = [2, 3] as const;

test('the automatic scale maps the largest pixel to 55000', () => {
  expect(integerScale(11)).toBe(5000);
  expect(integerScale(0)).toBe(1);
  expect(integerScale(11, -1)).toBe(5000);
  expect(integerScale(11, 12.5)).toBe(12.5);
});

test('halves are rounded up, ends are clamped, NaN becomes 0, the offset is added within the region only', () => {
  const image = Float32Array.of(0.5, 1.49, 1e9, Number.NaN, -100, 3);
  const { pixels, scale } = integerImage(image, { shape, max: 1e9, scale: 1, region: { fast: [0, 4], slow: [0, 1] } });
  expect(scale).toBe(1);
  expect([...pixels]).toEqual([41, 41, 65535, 0, 0, 0]);
  const all = integerImage(image, { shape, max: 1e9, scale: 1, offset: 0 }).pixels;
  expect([...all]).toEqual([1, 1, 65535, 0, 0, 3]);
});

test("the caller's buffer is overwritten", () => {
  const into = new Uint16Array(6).fill(9);
  const { pixels } = integerImage(new Float32Array(6), { shape, max: 0, region: { fast: [0, 1], slow: [0, 1] }, into });
  expect(pixels).toBe(into);
  expect([...into]).toEqual([40, 0, 0, 0, 0, 0]);
});
