import { type Mat3, type Vec3, vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { indexRotations, turnedForm } from './point-groups';
import { shapeForm } from './shape-form';
import { gaussHkl } from './shapes/gauss-hkl';
import { crystalOf, scattered, shapeOf } from './shapes/shape.fixture';

const hexagonal = { cell: [25, 25, 29, 90, 90, 120], cells: [7, 4, 5] as const, shape: 'gauss-hkl' };

test('a plain block of cells has no form of its own', () => {
  expect(crystalOf(hexagonal).shapeForm).toBeUndefined();
  expect(crystalOf({ ...hexagonal, cellsOffDiagonal: [0, 0, 0] }).shapeForm).toBeUndefined();
});

test('W is N^T N of the symmetric matrix of counts, and the number of cells its determinant', () => {
  const { form, total } = crystalOf({ ...hexagonal, cellsOffDiagonal: [0.5, -0.2, -0.3] }).shapeForm as {
    form: Mat3;
    total: number;
  };
  const counts: Mat3 = [7, 0.5, -0.3, 0.5, 4, -0.2, -0.3, -0.2, 5];
  expect(form).toEqual(vector.multiply(counts, counts));
  expect(total).toBe(vector.determinant(counts));
});

test.each(['321', '6/mmm', '3'] as const)(
  'spots averaged over %s have its rotations, and the same integral',
  (symmetry) => {
    const averaged = crystalOf({ ...hexagonal, shapeSymmetry: symmetry });
    const { form, total } = averaged.shapeForm as { form: Mat3; total: number };
    const rotations = indexRotations(symmetry === '6/mmm' ? '622' : symmetry);
    for (const rotation of rotations) {
      turnedForm(form, rotation).forEach((x, i) => {
        expect(x).toBeCloseTo(form[i] as number, 12);
      });
    }
    expect(total).toBe(140);
    expect(Math.sqrt(vector.determinant(form))).toBeCloseTo(140, 9);
    const { value, peak } = shapeOf(gaussHkl, averaged);
    expect(peak).toBe(140 ** 2);
    for (const at of scattered(20)) {
      const near = vector.scale(at, 0.2);
      for (const rotation of rotations) {
        expect(value(vector.transform(rotation, near)) / value(near)).toBeCloseTo(1, 12);
      }
    }
  },
);

test('without the average, unequal counts break the symmetry of the lattice', () => {
  const { value } = shapeOf(gaussHkl, crystalOf(hexagonal));
  const at: Vec3 = [0.1, 0.02, 0];
  const ratios = indexRotations('321').map((rotation) => value(vector.transform(rotation, at)) / value(at));
  expect(Math.min(...ratios)).toBeLessThan(0.5);
});

test('counts that average over a group of one rotation stay as they are', () => {
  const plain = shapeOf(gaussHkl, crystalOf(hexagonal));
  const same = shapeOf(gaussHkl, crystalOf({ ...hexagonal, shapeSymmetry: '1' }));
  for (const at of scattered(20)) expect(same.value(at) / plain.value(at)).toBeCloseTo(1, 11);
  expect(same.reach?.[0]).toBeCloseTo(plain.reach?.[0] as number, 14);
});

test('derivatives of a form with mixed terms equal central differences', () => {
  const crystal = crystalOf({ ...hexagonal, cellsOffDiagonal: [0.5, 0, -0.3], shapeSymmetry: '321' });
  const { gradient, differences, peak } = shapeOf(gaussHkl, crystal);
  for (const at of scattered(50)) {
    const expected = differences(at);
    gradient(at).forEach((x, i) => {
      expect(Math.abs(x - (expected[i] as number)) / peak).toBeLessThan(1e-7);
    });
  }
});

test('auto takes the rotations of the structure factors', () => {
  const reciprocal = vector.reciprocal([
    [20, 0, 0],
    [0, 20, 0],
    [0, 0, 30],
  ]);
  const request = { cells: [6, 4, 5] as const, symmetry: 'auto' as const, reciprocal };
  const { form } = shapeForm({ ...request, rotations: indexRotations('4') }) as { form: Mat3 };
  expect(form[0]).toBeCloseTo(form[4], 12);
  expect(form[0] * form[4] * form[8]).toBeCloseTo(120 ** 2, 8);
  expect(() => shapeForm(request)).toThrow('the structure factors name no space group');
});

test.each<[Vec3]>([
  [[5.5, 0, 0]],
  [[0, 5, 0]],
  [[0, 0, 6]],
  // The determinant of this matrix is positive, and its second minor is not.
  [[6, 5, 6]],
])('counts beside the diagonal that are not positive definite are refused: %s', (cellsOffDiagonal) => {
  expect(() => crystalOf({ ...hexagonal, cellsOffDiagonal })).toThrow('is too large beside crystal.cells 7, 4, 5');
});

test('what cannot be is refused with field, value and remedy', () => {
  expect(() => crystalOf({ ...hexagonal, cellsOffDiagonal: [9, 0, 0] })).toThrow(
    'crystal.cellsOffDiagonal 9, 0, 0 is too large beside crystal.cells 7, 4, 5',
  );
  expect(() => crystalOf({ ...hexagonal, cell: [22, 27, 31], shapeSymmetry: '321' })).toThrow(
    'crystal.shapeSymmetry is 321, and the cell does not have its rotations',
  );
  expect(() => crystalOf({ ...hexagonal, shape: 'square', cellsOffDiagonal: [1, 0, 0] })).toThrow(
    'crystal.cellsOffDiagonal is for the shape gauss-hkl, and the shape is square',
  );
  expect(() => crystalOf({ ...hexagonal, shape: 'gauss-star', shapeSymmetry: '321' })).toThrow(
    'crystal.shapeSymmetry is for the shape gauss-hkl',
  );
});
