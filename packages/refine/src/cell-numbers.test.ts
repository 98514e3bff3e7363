import type { LatticeSymmetry } from '@braggsim/lattice';
import { describe, expect, test } from 'vitest';
import { cellRule, obeying } from './cell-numbers';

describe('free numbers of a cell', () => {
  test.each([
    [
      [70, 80, 90, 75, 85, 95],
      [[0], [1], [2], [3], [4], [5]],
    ],
    [
      [70, 80, 90, 90, 105, 90],
      [[0], [1], [2], [4]],
    ],
    [
      [70, 80, 90, 90, 90, 90],
      [[0], [1], [2]],
    ],
    [
      [70, 70, 90, 90, 90, 90],
      [[0, 1], [2]],
    ],
    [
      [70, 70, 90, 90, 90, 120],
      [[0, 1], [2]],
    ],
    [
      [70, 70, 70, 80, 80, 80],
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [[70, 70, 70, 90, 90, 90], [[0, 1, 2]]],
  ])('%j shows its own', (cell, free) => expect(cellRule(cell).free).toEqual(free));

  test.each([
    ['triclinic', 6],
    ['monoclinic', 4],
    ['orthorhombic', 3],
    ['tetragonal', 2],
    ['hexagonal', 2],
    ['rhombohedral', 2],
    ['cubic', 1],
  ] as [LatticeSymmetry, number][])('%s has %d', (lattice, count) =>
    expect(cellRule([70, 70, 70, 90, 90, 90], lattice).free).toHaveLength(count),
  );

  test('the oblique angle of a monoclinic cell is the one that is farthest from right', () => {
    expect(cellRule([70, 80, 90, 90, 90, 104], 'monoclinic').free).toEqual([[0], [1], [2], [5]]);
    expect(cellRule([70, 80, 90, 90, 90, 90], 'monoclinic').free).toEqual([[0], [1], [2], [4]]);
  });
});

describe('a cell obeys its lattice', () => {
  test('with equal edges averaged and angles exact', () =>
    expect(obeying([78.3, 78.5, 37, 90.01, 89.9, 90], cellRule([], 'tetragonal'))).toEqual([
      78.4, 78.4, 37, 90, 90, 90,
    ]));

  test('or is refused where it is far from it', () =>
    expect(() => obeying([70, 80, 90, 90, 90, 90], cellRule([], 'tetragonal'), 'tetragonal')).toThrow(
      'is not tetragonal: a should be near 75',
    ));
});
