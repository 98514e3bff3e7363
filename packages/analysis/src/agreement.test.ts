import { expect, test } from 'vitest';
import { agreement } from './agreement';

test('a pixel that is NaN in one image alone is the largest error, wherever it stands', () => {
  for (const at of [0, 1, 3]) {
    const image = Float64Array.of(1, 2, 3, 4).fill(Number.NaN, at, at + 1);
    expect(agreement(image, [1, 2, 3, 4])).toMatchObject({
      largestOfMaximum: Number.POSITIVE_INFINITY,
      largestRelative: Number.POSITIVE_INFINITY,
      at,
    });
    expect(agreement([1, 2, 3, 4], image).largestOfMaximum).toBe(Number.POSITIVE_INFINITY);
  }
});

test('images that are NaN or infinite in the same pixels agree there', () => {
  const image = [Number.NaN, Number.POSITIVE_INFINITY, 2];
  expect(agreement(image, [...image], { maximum: 2 })).toMatchObject({
    largestOfMaximum: 0,
    largestRelative: 0,
    at: -1,
  });
});
