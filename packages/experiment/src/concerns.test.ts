import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { concerns } from './concerns';
import type { Experiment } from './experiment';

const concerned = (experiment: Experiment) =>
  COMPATIBILITY_OPTIONS.filter(({ id }) => concerns(id, experiment)).map(({ id }) => id);

test('an experiment without anything special is concerned by the factors alone', () => {
  expect(concerned({})).toEqual(['factors']);
  expect(concerned({ crystal: { cell: [50, 60, 70, 90, 100, 90] } })).toEqual(['factors']);
  expect(concerned({ crystal: { cell: [50, 60, 70, 80, 100, 90] } })).toEqual(['cellReciprocal', 'factors']);
});
