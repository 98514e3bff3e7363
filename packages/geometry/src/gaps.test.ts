import { expect, test } from 'vitest';
import { bothMasks, checkGaps, gapMask, gridGaps } from './gaps';

test('a gap masks its pixels and no other', () => {
  const mask = gapMask({ pixelsFast: 5, pixelsSlow: 4 }, [{ fast: [1, 3], slow: [0, 4] }]);
  expect([...(mask ?? [])]).toEqual([1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]);
  expect(gapMask({ pixelsFast: 5, pixelsSlow: 4 }, [])).toBeUndefined();
  expect(gapMask({ pixelsFast: 5, pixelsSlow: 4 }, [{ fast: [1, 3], slow: [0, 4] }])).toBe(mask);
  expect(gapMask({ pixelsFast: 4, pixelsSlow: 5 }, [{ fast: [1, 3], slow: [0, 4] }])).not.toEqual(mask);
  expect(gapMask({ pixelsFast: 5, pixelsSlow: 4 }, [{ fast: [1, 2], slow: [0, 4] }])).not.toEqual(mask);
});

test('two masks keep what both keep', () => {
  const [a, b] = [Uint8Array.of(1, 0, 7, 0), Uint8Array.of(9, 1, 0, 0)];
  expect([...(bothMasks(a, b) ?? [])]).toEqual([1, 0, 0, 0]);
  expect(bothMasks(undefined, b)).toBe(b);
  expect(bothMasks(a, undefined)).toBe(a);
});

test('modules of a mosaic leave stripes', () => {
  const gaps = gridGaps({ pixelsFast: 10, pixelsSlow: 7, module: [4, 3], gap: [2, 1] });
  expect(gaps).toEqual([
    [4, 5, 0, 6],
    [0, 9, 3, 3],
  ]);
});

test.each([
  [[0, 5, 0, 0]],
  [[-1, 0, 0, 0]],
  [[2, 1, 0, 0]],
  [[0, 0, 0, 4]],
  [[0, 0, -1, 0]],
  [[0, 0, 2, 1]],
  [[0, 0.5, 0, 0]],
] as const)('a gap beyond the panel is refused: %s', (gap) => {
  expect(() => checkGaps('detector.gapsPx', { pixelsFast: 5, pixelsSlow: 4 }, [gap])).toThrow('detector.gapsPx');
});

test('a gap may be one pixel wide, in any corner', () => {
  expect(() =>
    checkGaps('detector.gapsPx', { pixelsFast: 5, pixelsSlow: 4 }, [
      [0, 0, 0, 0],
      [4, 4, 3, 3],
    ]),
  ).not.toThrow();
});
