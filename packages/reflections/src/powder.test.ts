import { expect, test } from 'vitest';
import type { CellSix } from './metric';
import { allowedReflections, powderRings } from './powder';
import { reflectionList } from './reflections';
import { spaceGroupNamed } from './symmetry/space-group';

const cubic = (a: number): CellSix => [a, a, a, 90, 90, 90];
const list = (...rows: readonly (readonly [number, number, number, number])[]) => {
  const column = (i: number) => Int32Array.from(rows, (row) => row[i] as number);
  return reflectionList(
    column(0),
    column(1),
    column(2),
    Float64Array.from(rows, (row) => row[3]),
  );
};

/** Rings by h^2 + k^2 + l^2, over the squared amplitude. */
function multiplicities(symbol: string, a: number, most: number, amplitude = 3): Map<number, number> {
  const group = spaceGroupNamed(symbol, 'a test');
  const dMinA = a / Math.sqrt(most);
  const { rings } = powderRings(allowedReflections(group, cubic(a), dMinA, amplitude), cubic(a), dMinA);
  return new Map(rings.map(([d, strength]) => [Math.round((a / d) ** 2 * 1e6) / 1e6, strength / amplitude ** 2]));
}

test('a primitive cubic lattice has the multiplicities of its forms, those of equal d-spacing together', () => {
  // 100, 110, 111, 200, 210, 211, 220, 221 with 300, 310
  const expected = [6, 12, 8, 6, 24, 24, 12, 30, 24];
  const found = multiplicities('P m -3 m', 4.15689, 10);
  expect([...found.keys()]).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10]);
  expect([...found.values()].map((x) => Math.round(1e9 * x) / 1e9)).toEqual(expected);
});

test('absences of a centred cell and of glide planes have no ring', () => {
  // 111, 220, 311, 222, 400, 331; no 200. That diamond itself lacks 222 follows from the place of its atoms.
  expect([...multiplicities('F d -3 m', 5.431, 19).keys()]).toEqual([3, 8, 11, 12, 16, 19]);
});

test('the strength is the sum of squared amplitudes, with those of mates that are not listed', () => {
  const { rings, cellVolumeA3 } = powderRings(
    list([1, 0, 0, 3], [0, 1, 0, 5], [0, -1, 0, 4], [0, 0, 0, 99]),
    cubic(10),
  );
  expect(cellVolumeA3).toBeCloseTo(1000, 9);
  expect(rings).toHaveLength(1);
  expect(rings[0]?.[0]).toBeCloseTo(10, 9);
  expect(rings[0]?.[1]).toBeCloseTo(2 * 9 + 25 + 16, 9);
});

test('rings beyond the limit are left out, the one at the limit is not', () => {
  const two = list([1, 0, 0, 1], [2, 0, 0, 1]);
  expect(powderRings(two, cubic(10), 5).rings).toHaveLength(2);
  expect(powderRings(two, cubic(10), 5.01).rings).toHaveLength(1);
});

test.each([
  ['no rings', 11, 'a powder has 0 rings to 11 A; expected 1 to 256: set dMinA lower'],
  ['too many', 0.35, 'expected 1 to 256: set dMinA higher'],
])('%s are refused', (_, dMinA, message) => {
  const group = spaceGroupNamed('P 1', 'a test');
  const cell: CellSix = [10, 8, 7, 80, 95, 103];
  expect(() => powderRings(allowedReflections(group, cell, dMinA, 1), cell, dMinA)).toThrow(message);
});
