import type { Experiment } from '@braggsim/experiment';
import type { OfferedGroup } from '@braggsim/refine';
import { expect, test } from 'vitest';
import { boundsOf, freedNames, isFreed, withBound, withFreed } from './choice';

const number = (name: string) => ({ name, unit: '', start: 1, lower: 0, upper: 2 });
const GROUPS: readonly OfferedGroup[] = [
  { group: 'misset', numbers: ['turn.x', 'turn.y', 'turn.z'].map(number) },
  { group: 'cell', numbers: ['cell.a', 'cell.c'].map(number) },
  { group: 'ncells', numbers: [], problem: 'no derivative' },
  { group: 'scale', numbers: [number('scale')] },
  { group: 'f-hkl', numbers: [] },
];
const START: Experiment = { refine: { free: ['misset', 'cell, scale'] } };

test('without a list the numbers of the command are free', () => {
  expect(freedNames({})).toEqual(['misset', 'cell', 'ncells', 'scale']);
  expect(isFreed({}, 'cell', 'cell.a')).toBe(true);
  expect(isFreed({ refine: { fix: ['cell.a'] } }, 'cell', 'cell.a')).toBe(false);
  expect(isFreed({}, 'distance', 'distance')).toBe(false);
});

test('a number that is taken out leaves the others of its group; the last one brings the name of the group back', () => {
  const less = withFreed(START, GROUPS, { group: 'cell', name: 'cell.c' }, false);
  expect(less.refine?.free).toEqual(['misset', 'cell.a', 'scale']);
  expect(isFreed(less, 'cell', 'cell.c')).toBe(false);
  expect(withFreed(less, GROUPS, { group: 'cell', name: 'cell.c' }, true).refine?.free).toEqual([
    'misset',
    'cell',
    'scale',
  ]);
  expect(withFreed(less, GROUPS, { group: 'misset' }, false).refine?.free).toEqual(['cell.a', 'scale']);
  expect(withFreed(less, GROUPS, { group: 'f-hkl' }, true).refine?.free).toContain('f-hkl');
});

test('numbers that the experiment fixes stay fixed when others change', () => {
  const fixed: Experiment = { refine: { free: ['misset'], fix: ['turn.z'] } };
  expect(withFreed(fixed, GROUPS, { group: 'scale' }, true).refine).toEqual({ free: ['turn.x', 'turn.y', 'scale'] });
});

test('bounds are those of the section, side by side', () => {
  const low = withBound(START, 'cell.a', 'lower', '78');
  expect(low.refine?.bounds).toEqual(['cell.a=78:']);
  const both = withBound(low, 'cell.a', 'upper', ' 79.5 ');
  expect(both.refine?.bounds).toEqual(['cell.a=78:79.5']);
  expect(boundsOf(both, 'cell.a')).toEqual({ lower: '78', upper: '79.5' });
  expect(withBound(withBound(both, 'cell.a', 'upper', ''), 'cell.a', 'lower', '').refine?.bounds).toBeUndefined();
});
