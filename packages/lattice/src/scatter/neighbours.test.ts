import type { Derived } from '@braggsim/core/derived';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { resolveCrystal } from '../crystal';
import { crystalOf } from '../shapes/shape.fixture';
import { neighbours, offsetsWithin } from './neighbours';
import { scatterTerms } from './terms';

describeTerm(neighbours, {
  cases: [{ name: 'two to each side', derived: { crystal: crystalOf({ neighbours: 2, shape: 'gauss' }) } }],
});

test('terms that scatter beside the spots are registered under their own ids', async () => {
  expect([...scatterTerms.keys()]).toEqual(['neighbours', 'diffuse', 'spotFactor']);
  for (const [id, make] of scatterTerms) expect((await make()).id).toBe(id);
});

const nodesOf = (count: number) =>
  neighbours.nodes?.({}, { crystal: { neighbours: count } } as Derived)?.map(({ offset }) => offset) ?? [];

test('the nodes are all of a cube but the nearest', () => {
  expect(nodesOf(1)).toHaveLength(26);
  expect(nodesOf(2)).toHaveLength(124);
  expect(new Set(nodesOf(2).map(String)).size).toBe(124);
  expect(nodesOf(2).some((offset) => offset.every((x) => x === 0))).toBe(false);
  expect(Math.max(...nodesOf(2).flat().map(Math.abs))).toBe(2);
  expect(offsetsWithin(1)[0]).toEqual([0, 0, 0]);
});

const section = { cell: [30, 40, 50], cells: [3, 3, 3] as const, neighbours: 1 };

test.each(['gauss', 'gauss-hkl', 'gauss-star'])('the shape %s has neighbours', (shape) => {
  expect(resolveCrystal({ ...section, shape }, { wavelength: 1e-10 }).value.neighbours).toBe(1);
});

test.each([
  ['square', ', whose sum over the crystal is periodic already'],
  ['round', ''],
  ['tophat', ''],
])('neighbours of the shape %s are refused', (shape, reason) => {
  const crystal = () => resolveCrystal({ ...section, shape }, { wavelength: 1e-10 });
  expect(crystal).toThrow(
    `crystal.neighbours is for Gaussian shapes, and crystal.shape is ${shape}${reason}; choose one of gauss, gauss-hkl, gauss-star, or leave crystal.neighbours out`,
  );
  expect(() => resolveCrystal({ ...section, shape, neighbours: 0 }, { wavelength: 1e-10 })).not.toThrow();
});
