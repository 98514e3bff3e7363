import { expect, test } from 'vitest';
import { resolveDetectorPlane } from './detector-plane';
import { resolveLimits, resolveRegion } from './region';

const plane = resolveDetectorPlane({ pixelsFast: 80, pixelsSlow: 64 }).value;

test('is the whole detector plane, with last limits one beyond it, when unset', () => {
  expect(resolveLimits(undefined, plane)).toEqual([0, 80, 0, 64]);
  expect(resolveLimits(null, plane)).toEqual([0, 80, 0, 64]);
});

test('takes inclusive limits; a negative one is the edge', () => {
  expect(resolveLimits([20, 59, 10, 49], plane)).toEqual([20, 59, 10, 49]);
  expect(resolveLimits([-1, 59, 10, -1], plane)).toEqual([0, 59, 10, 64]);
  expect(resolveLimits([5, 5, 63, 63], plane)).toEqual([5, 5, 63, 63]);
});

test.each([[[59, 20, 10, 49]], [[20, 59, 49, 10]], [[80, 90, 0, 10]], [[0, 10, 64, 70]]] as const)(
  '%j holds no pixel',
  (roi) => {
    expect(() => resolveLimits(roi, plane)).toThrow(/sampling\.roi must hold pixels of the 80 x 64 detector/);
  },
);

test('bounds are half-open and end at the edges', () => {
  expect(resolveRegion(undefined, plane)).toEqual({ fast: [0, 80], slow: [0, 64] });
  expect(resolveRegion([20, 59, 10, -1], plane)).toEqual({ fast: [20, 60], slow: [10, 64] });
  expect(resolveRegion([5, 900, 63, 63], plane)).toEqual({ fast: [5, 80], slow: [63, 64] });
});

test('fractions are refused', () => {
  expect(() => resolveLimits([0.5, 10, 0, 10], plane)).toThrow(/sampling\.roi must be made of whole numbers/);
});
