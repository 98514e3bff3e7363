import { expect, test } from 'vitest';

const large = (last: number) => Float32Array.from({ length: 10_000 }, (_, i) => (i < 9_999 ? i : last));

test('large images are equal when all pixels are', () => {
  expect(large(1)).toStrictEqual(large(1));
  expect({ panels: [large(1)] }).toEqual({ panels: [large(1)] });
  expect([...large(2)]).toStrictEqual([...large(2)]);
  expect(large(1)).not.toEqual(large(2));
});

test.each([
  ['zeros of different signs', [0], [-0]],
  ['pixels of different signs of zero', Float32Array.of(0), Float32Array.of(-0)],
  ['another length', [1, 2], [1, 2, 3]],
  ['a hole', [1, undefined], [1, Number.NaN]],
  ['numbers and texts', [1, '2'], [1, 2]],
])('%s are not equal', (_, a, b) => {
  expect(a).not.toEqual(b);
});

test('not a number equals itself, whatever its bits', () => {
  const other = new Float32Array(Uint32Array.of(0x7fc00001).buffer);
  expect(Float32Array.of(Number.NaN)).toEqual(other);
  expect([Number.NaN]).toStrictEqual([Number.NaN]);
});

test('a list with a hole, and images of another kind, are not strictly equal', () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
  expect([1, , 3]).not.toStrictEqual([1, undefined, 3]);
  expect(Uint8Array.of(1)).not.toStrictEqual(Int8Array.of(1));
  expect(Buffer.of(1)).not.toStrictEqual(Uint8Array.of(1));
});
