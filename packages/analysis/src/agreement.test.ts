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

test('a number that only one image has is infinitely far off, whatever else is in them', () => {
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const far = { largestOfMaximum: Number.POSITIVE_INFINITY, largestRelative: Number.POSITIVE_INFINITY, at: 2 };
    expect(agreement([1, 2, 3], [1, 2, odd])).toMatchObject(far);
    expect(agreement([1, 2, odd], [1, 2, 3])).toMatchObject(far);
  }
});

test('an infinite pixel that both have hides no difference of others', () => {
  const found = agreement([1, 2, Number.POSITIVE_INFINITY], [1, 4, Number.POSITIVE_INFINITY]);
  expect(found).toMatchObject({ largestOfMaximum: 0.5, largestRelative: 0.5, at: 1 });
});
