import { expect, test } from 'vitest';
import { resolvePlate } from './plate';
import { resolveRoi } from './roi';

const plate = resolvePlate({ pixelsFast: 80, pixelsSlow: 64 }).value;

test('is the whole plate, with last limits one beyond it, when unset', () => {
  expect(resolveRoi(undefined, plate)).toEqual([0, 80, 0, 64]);
  expect(resolveRoi(null, plate)).toEqual([0, 80, 0, 64]);
});

test('takes inclusive limits; a negative one is the edge', () => {
  expect(resolveRoi([20, 59, 10, 49], plate)).toEqual([20, 59, 10, 49]);
  expect(resolveRoi([-1, 59, 10, -1], plate)).toEqual([0, 59, 10, 64]);
  expect(resolveRoi([5, 5, 63, 63], plate)).toEqual([5, 5, 63, 63]);
});

test.each([[[59, 20, 10, 49]], [[20, 59, 49, 10]], [[80, 90, 0, 10]], [[0, 10, 64, 70]]] as const)(
  '%j holds no pixel',
  (roi) => {
    expect(() => resolveRoi(roi, plate)).toThrow(/sampling\.roi must hold pixels of the 80 x 64 plate/);
  },
);

test('fractions are refused', () => {
  expect(() => resolveRoi([0.5, 10, 0, 10], plate)).toThrow(/sampling\.roi must be made of whole numbers/);
});
