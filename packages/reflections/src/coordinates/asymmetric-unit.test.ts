import { expect, test } from 'vitest';
import { spaceGroupNamed } from '../symmetry/space-group';
import { uniqueReflections } from './unique';

/** Indices of the reflections with d >= 4 A of a cell, without 0 0 0. */
function indices(symbol: string, cell: readonly [number, number, number, number, number, number]) {
  const { h, k, l } = uniqueReflections(cell, spaceGroupNamed(symbol, 'test').operations, 4);
  return [...h].map((x, i) => [x, k[i] as number, l[i] as number] as const).slice(1);
}

// Counts and conditions of gemmi's ReciprocalAsu for the same cells.
test.each([
  ['P 1', 90, (h: number, k: number, l: number) => l > 0 || (l === 0 && (h > 0 || (h === 0 && k >= 0)))],
  ['P 4', 90, (h: number, k: number, l: number) => l >= 0 && ((h >= 0 && k > 0) || (h === 0 && k === 0))],
  ['P 61', 120, (h: number, k: number, l: number) => l >= 0 && ((h >= 0 && k > 0) || (h === 0 && k === 0))],
  ['P 31 1 2', 120, (h: number, k: number, l: number) => h >= k && k >= 0 && (k > 0 || l >= 0)],
  ['P 31 2 1', 120, (h: number, k: number, l: number) => h >= k && k >= 0 && (h > k || l >= 0)],
  ['P 43 21 2', 90, (h: number, k: number, l: number) => h >= k && k >= 0 && l >= 0],
  ['I 2 3', 90, (h: number, k: number, l: number) => h >= 0 && ((l >= h && k > h) || (l === h && k === h))],
  ['P 41 3 2', 90, (h: number, k: number, l: number) => k >= l && l >= h && h >= 0],
] as const)('reflections of %s are in the asymmetric unit of CCP4', (symbol, gamma, chosen) => {
  const found = indices(symbol, [24, 24, 24, 90, 90, gamma]);
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter(([h, k, l]) => !chosen(h, k, l))).toEqual([]);
});

test('an unusual setting also keeps exactly one of each set of equivalents', () => {
  const turned = indices('P 1 1 2', [20, 22, 24, 90, 90, 97]);
  expect(turned.length).toBe(indices('P 1 2 1', [22, 24, 20, 90, 97, 90]).length);
  expect(turned.every(([, , l]) => l >= 0)).toBe(true);
});
