import { expect, test } from 'vitest';
import { contentHash } from './hash';

test('equal content has an equal name, whatever holds it', () => {
  const array = Float64Array.of(1, 2, 3);
  expect(contentHash({ a: 1, array })).toBe(contentHash({ a: 1, array: Float64Array.of(1, 2, 3) }));
  expect(contentHash(array.subarray(1))).toBe(contentHash(Float64Array.of(2, 3)));
});

test('content that differs in anything has another name', () => {
  const contents = [
    {},
    { a: 1 },
    { a: '1' },
    { a: Number.NaN },
    { a: Number.POSITIVE_INFINITY },
    { a: null },
    { b: 1 },
    { a: [1, 2] },
    { a: Float64Array.of(1, 2) },
    { a: Float32Array.of(1, 2) },
    { a: Float64Array.of(1, 2.0000000000000004) },
    { a: Float64Array.of(-0, 2) },
    { a: Float64Array.of(0, 2) },
  ];
  expect(new Set(contents.map(contentHash)).size).toBe(contents.length);
});
