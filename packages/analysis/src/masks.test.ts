import { describe, expect, it } from 'vitest';
import { compareImages, comparePanels } from './compare';
import { describePanels } from './describe';
import { countedPixels } from './panels';
import { resolutionShells } from './resolution';

const shape = [2, 3] as const;
const PIXELS = Int32Array.of(-1, 4, 6, 9, -2, 2);
const MASK = Uint32Array.of(1, 0, 0, 0, 2, 0);
const panel = { pixels: PIXELS, shape, mask: MASK };

describe('masked pixels', () => {
  it('are counted and excluded from all other figures of an image', () => {
    const found = describePanels([panel], { percentiles: [0, 100], overload: 9 });
    expect(found).toMatchObject({
      pixels: 6,
      masked: 2,
      negative: 0,
      sum: 21,
      mean: 5.25,
      min: 2,
      max: 9,
      overloads: 1,
    });
    expect(found.percentiles.map(({ value }) => value)).toEqual([2, 9]);
    // Root of the mean of 1.25^2, 0.75^2, 3.75^2 and 3.25^2.
    expect(found.deviation).toBeCloseTo(Math.sqrt((1.5625 + 0.5625 + 14.0625 + 10.5625) / 4), 12);
  });

  it('are not compared, whichever image masks them', () => {
    const other = { pixels: Int32Array.of(100, 4, 6, 9, 100, 3), shape };
    const found = comparePanels([panel], [other]);
    expect(found).toMatchObject({
      masked: 2,
      maskedInOne: 2,
      differing: 1,
      sum: 21,
      referenceSum: 22,
      sumRatio: 21 / 22,
    });
    expect(found.worst.map(({ fast, slow }) => [fast, slow])).toEqual([[2, 1]]);
    expect(found.meanSquaredError).toBe(0.25);
    expect(comparePanels([other], [panel])).toMatchObject({ masked: 2, differing: 1 });
    expect(comparePanels([panel], [panel])).toMatchObject({ masked: 2, maskedInOne: 0, differing: 0, correlation: 1 });
  });

  it('are not peaks and do not hide a peak', () => {
    const size = [3, 3] as const;
    const pixels = Float64Array.of(0, 0, 0, 0, 7, 0, 0, 0, 1000);
    const mask = Uint32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1);
    const found = comparePanels([{ pixels, shape: size, mask }], [{ pixels, shape: size, mask }], { percentile: 0 });
    expect(found.peaks.matched.map(({ image }) => image)).toEqual([{ fast: 1, slow: 1, value: 7 }]);
    expect(compareImages(pixels, pixels, size, { percentile: 0 }).peaks.matched[0]?.image.value).toBe(1000);
  });

  it('are in no shell', () => {
    const spacings = Float64Array.of(2, 2, 2, 2, 2, 2);
    const [shell] = resolutionShells(countedPixels(panel), spacings, { shells: 1 });
    expect(shell).toMatchObject({ pixels: 4, mean: 5.25 });
  });
});
