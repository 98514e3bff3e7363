import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestEven, numbers } from './numbers';

test('nearest rounds halves to even and keeps huge and special values', () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5].map((x) => nearestEven(x) + 0)).toEqual([0, 2, 2, 0, -2, -2]);
  expect(nearestEven(0.49999999999999994)).toBe(0);
  expect(nearestEven(-0.49999999999999994) + 0).toBe(0);
  expect(nearestEven(4503599627370497)).toBe(4503599627370497);
  expect(nearestEven(Infinity)).toBe(Infinity);
  expect(nearestEven(NaN)).toBeNaN();
});

test('nearest agrees with adding and subtracting 1.5 * 2^52, which rounds in hardware', () => {
  const magic = 1.5 * 2 ** 52;
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (x) => nearestEven(x) === x + magic - magic),
    { numRuns: 2000 },
  );
});

test('powers of two are exact over the whole exponent range', () => {
  const { powerOfTwo } = numbers();
  for (let n = -1022; n <= 1023; n++) expect(Math.log2(powerOfTwo(n))).toBe(n);
  expect(powerOfTwo(-1022)).toBe(2.2250738585072014e-308);
});

const table = { name: 'F', min: [-1, 0, 2], count: [2, 3, 4] } as const;
const values = Array.from({ length: 24 }, (_, i) => i);
const { lookup } = numbers({ F: values });

test('lookup finds [i, j, k] with the last index fastest', () => {
  expect(lookup(table, -1, 0, 2)).toBe(0);
  expect(lookup(table, 0, 2, 5)).toBe(23);
  expect(lookup(table, 0, 1, 3)).toBe(12 + 4 + 1);
});

test('lookup clamps each index separately', () => {
  expect(lookup(table, -50, 1, 3)).toBe(lookup(table, -1, 1, 3));
  expect(lookup(table, 0, 90, 3)).toBe(lookup(table, 0, 2, 3));
  expect(lookup(table, 0, 1, -7)).toBe(lookup(table, 0, 1, 2));
});

test('a stencil sums 4 x 4 x 4 values from its corner, within the table', () => {
  const cube = { name: 'G', min: [0, 0, 0], count: [5, 5, 5] } as const;
  const { stencil } = numbers({ G: Array.from({ length: 125 }, (_, i) => i) });
  const pick = (n: number) => [0, 1, 2, 3].map((i) => (i === n ? 1 : 0));
  expect(stencil(cube, [1, 0, 1], [pick(3), pick(1), pick(2)])).toBe(4 * 25 + 1 * 5 + 3);
  expect(stencil(cube, [9, -9, 1], [pick(3), pick(0), pick(0)])).toBe(4 * 25 + 0 + 1);
  const ones = [1, 1, 1, 1];
  expect(stencil(cube, [0, 0, 0], [ones, ones, ones])).toBe(64 * (1.5 * 25 + 1.5 * 5 + 1.5));
});

test('a table without values gives an error that names it', () => {
  expect(() => lookup({ ...table, name: 'missing' }, 0, 0, 0)).toThrow("table 'missing'");
});
