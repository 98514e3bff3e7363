import { expect, test } from 'vitest';
import { growingStatistics, imageStatistics } from './statistics';

const nine = Float32Array.from({ length: 9 }, (_, i) => i + 1);
const base = { shape: [3, 3], oversample: 1, pixelSize: 1e-4 } as const;

test('statistics of an image of the values 1 to 9', () => {
  const found = imageStatistics(nine, base);
  expect(found).toMatchObject({ max: 9, mean: 5, count: 9 });
  expect(found.rms).toBeCloseTo(Math.sqrt(285 / 8), 12);
  expect(found.rmsd).toBeCloseTo(Math.sqrt(60 / 8), 12);
  expect(found.maxAt[0]).toBeCloseTo(2.5e-4, 15);
});

test('the position of the maximum is the last subpixel of the first of equal pixels', () => {
  const image = Float32Array.of(0, 7, 0, 7);
  const { maxAt } = imageStatistics(image, { shape: [2, 2], oversample: 4, pixelSize: 1e-3 });
  expect(maxAt[0]).toBeCloseTo(1.875e-3, 15);
  expect(maxAt[1]).toBeCloseTo(0.875e-3, 15);
});

test('statistics are those of the region, which may extend beyond the image', () => {
  const found = imageStatistics(nine, { ...base, region: { fast: [1, 4], slow: [0, 2] } });
  expect(found).toMatchObject({ max: 6, mean: 4, count: 4 });
});

test('masked pixels contribute to the deviation only', () => {
  const image = Float32Array.of(0, 2, 4, 6);
  const mask = Uint8Array.of(0, 1, 1, 1);
  const found = imageStatistics(image, { shape: [1, 4], oversample: 1, pixelSize: 1, mask });
  expect(found).toMatchObject({ mean: 4, count: 3 });
  expect(found.rms).toBeCloseTo(Math.sqrt(56 / 2), 12);
  expect(found.rmsd).toBeCloseTo(Math.sqrt((16 + 4 + 0 + 4) / 3), 12);
});

test('an image without rendered pixels', () => {
  const found = imageStatistics(nine, { ...base, mask: new Uint8Array(9) });
  expect(found).toMatchObject({ max: 0, maxAt: [0, 0], mean: 0, rms: 0, count: 0 });
});

test('an array of the wrong size is rejected', () => {
  expect(() => imageStatistics(nine, { ...base, shape: [3, 4] })).toThrow(
    'expected 12 values for an image of 3 rows of 4 pixels, found 9',
  );
});

test('rows that are added one after the other give the statistics of the whole image', () => {
  const image = Float32Array.from({ length: 70 * 33 }, (_, i) => (i % 71) ** 2 / 7);
  const mask = Uint8Array.from({ length: 70 * 33 }, (_, i) => Number(i % 5 !== 0 && i % 71 !== 70));
  const region = { ...base, shape: [70, 33], region: { fast: [3, 31], slow: [5, 61] }, mask } as const;
  const growing = growingStatistics(image, region);
  for (const end of [2, 5, 6, 40, 40, 70]) growing.addRows(end);
  expect(growing.mayHaveNaN()).toBe(false);
  expect(growing.result()).toEqual(imageStatistics(image, region));
});

test('a masked pixel is not the brightest one, though its value is', () => {
  const mask = Uint8Array.of(0, 1, 1);
  expect(imageStatistics(Float32Array.of(5, 5, 2), { shape: [1, 3], oversample: 1, pixelSize: 1, mask }).maxAt).toEqual(
    [1.5, 0.5],
  );
});

test('NaN is found where it is rendered', () => {
  const image = Float32Array.of(1, Number.NaN, 3);
  const mayHaveNaN = (mask: Uint8Array) => {
    const growing = growingStatistics(image, { ...base, shape: [1, 3], mask });
    growing.addRows(1);
    return growing.mayHaveNaN();
  };
  expect([mayHaveNaN(Uint8Array.of(1, 1, 1)), mayHaveNaN(Uint8Array.of(1, 0, 1))]).toEqual([true, false]);
});
