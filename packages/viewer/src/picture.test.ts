import { expect, test } from 'vitest';
import { grey, greyScale } from './picture';

test('greys decrease evenly with the logarithm of the photons between white and black', () => {
  const scale = { white: 10, black: 1000 };
  expect([0, 10, 100, 1000, 1e9].map((photons) => grey(photons, scale))).toEqual([255, 255, 128, 0, 0]);
});

test('the scale spans the image, except for a few pixels at its ends', () => {
  const photons = Float32Array.from({ length: 10_001 }, (_, i) => 10 ** (i / 2500));
  photons[0] = 1e-30;
  photons[10_000] = 1e30;
  const { white, black } = greyScale(photons);
  expect(white).toBeCloseTo(10 ** 0.004, 2);
  expect(Math.log10(black)).toBeCloseTo(3.996, 3);
});

test('a smooth background stays grey, and an empty image white', () => {
  const background = new Float32Array(1000).fill(50);
  expect(greyScale(background)).toEqual({ white: 50, black: 600 });
  expect(grey(0, greyScale(new Float32Array(1000)))).toBe(255);
});
