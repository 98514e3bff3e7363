import { expect, test } from 'vitest';
import { comparisonFigures } from './comparison-figures';

const panel = (...pixels: readonly number[]) => ({
  pixels: Float32Array.from(pixels),
  pixelsFast: pixels.length,
  pixelsSlow: 1,
});

test('R is the sum of the differences over that of the reference, of pixels that count in both', () => {
  expect(comparisonFigures([panel(1, 2, 3)], [panel(1, 1, 5)], undefined).rFactor).toBeCloseTo(3 / 7, 12);
  const masked = { ...panel(1, 2, 900), mask: Uint32Array.of(0, 0, 1) };
  expect(comparisonFigures([masked], [panel(1, 1, 5)], undefined).rFactor).toBeCloseTo(1 / 2, 12);
  expect(comparisonFigures([panel(1)], [panel(0)], undefined).rFactor).toBeNaN();
});
