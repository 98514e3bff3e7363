import { type Mat3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { reciprocalVectors, type TypedCell, typedCell } from './cell';
import { indexRotations, LAUE_CLASSES, latticeHas, POINT_GROUPS, type PointGroup, pointGroupOf } from './point-groups';

const ORDERS: Readonly<Record<PointGroup, number>> = {
  '1': 1,
  '2': 2,
  '222': 4,
  '4': 4,
  '422': 8,
  '3': 3,
  '321': 6,
  '312': 6,
  '6': 6,
  '622': 12,
  '23': 12,
  '432': 24,
};

/** A cell that each group allows, and no more symmetric than it must be. */
const CELLS: Readonly<Record<PointGroup, readonly number[]>> = {
  '1': [20, 25, 31, 80, 95, 103],
  '2': [20, 25, 31, 90, 101, 90],
  '222': [20, 25, 31],
  '4': [20, 20, 31],
  '422': [20, 20, 31],
  '3': [20, 20, 31, 90, 90, 120],
  '321': [20, 20, 31, 90, 90, 120],
  '312': [20, 20, 31, 90, 90, 120],
  '6': [20, 20, 31, 90, 90, 120],
  '622': [20, 20, 31, 90, 90, 120],
  '23': [20],
  '432': [20],
};
const reciprocalOf = (group: PointGroup) => reciprocalVectors(typedCell(CELLS[group]) as TypedCell, 'exact');

test.each(POINT_GROUPS)('%s is a group of rotations that its lattice has', (group) => {
  const rotations = indexRotations(group);
  expect(rotations).toHaveLength(ORDERS[group]);
  expect(rotations[0]).toEqual(vector.IDENTITY);
  const keys = new Set(rotations.map(String));
  for (const a of rotations) {
    expect(vector.determinant(a)).toBe(1);
    for (const b of rotations) {
      expect(keys).toContain(String(vector.multiply(a, b).map((x) => x + 0)));
    }
  }
  expect(latticeHas(group, reciprocalOf(group), 1e-12)).toBe(true);
});

test('a lattice without the symmetry is told apart by a thousandth of its lengths', () => {
  expect(latticeHas('321', reciprocalOf('222'))).toBe(false);
  expect(latticeHas('4', reciprocalOf('222'))).toBe(false);
  expect(latticeHas('2', reciprocalOf('1'))).toBe(false);
  const nearly = (b: number) => reciprocalVectors(typedCell([20, b, 31]) as TypedCell, 'exact');
  expect(latticeHas('422', nearly(20.005))).toBe(true);
  expect(latticeHas('422', nearly(20.05))).toBe(false);
});

test('the two groups of order six across hexagonal axes differ', () => {
  const has = (group: PointGroup, rotation: Mat3) => indexRotations(group).map(String).includes(String(rotation));
  const swap: Mat3 = [0, 1, 0, 1, 0, 0, 0, 0, -1];
  expect(has('321', swap)).toBe(true);
  expect(has('312', swap)).toBe(false);
  expect(has('622', swap)).toBe(true);
});

test('a Laue class names the proper rotations in it', () => {
  expect(pointGroupOf('-31m')).toBe('312');
  expect(pointGroupOf('321')).toBe('321');
  expect(new Set(Object.values(LAUE_CLASSES))).toEqual(new Set(POINT_GROUPS));
});
