import { expect, test } from 'vitest';
import { agreement } from './agreement';

test('a pixel that is NaN in only one image is the largest error, wherever it is', () => {
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

test('a pixel that is a number in only one image has an infinite difference, whatever the other pixels are', () => {
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const far = { largestOfMaximum: Number.POSITIVE_INFINITY, largestRelative: Number.POSITIVE_INFINITY, at: 2 };
    expect(agreement([1, 2, 3], [1, 2, odd])).toMatchObject(far);
    expect(agreement([1, 2, odd], [1, 2, 3])).toMatchObject(far);
  }
});

test('a pixel that is infinite in both images does not hide differences of other pixels', () => {
  const found = agreement([1, 2, Number.POSITIVE_INFINITY], [1, 4, Number.POSITIVE_INFINITY]);
  expect(found).toMatchObject({ largestOfMaximum: 0.5, largestRelative: 0.5, at: 1 });
});
