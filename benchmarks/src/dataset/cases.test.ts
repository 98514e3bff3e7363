import { expect, test } from 'vitest';
import { DATASET_CASES, knownCases } from './cases';

test('cases of data sets are asked for by their names, and unknown ones refused', () => {
  const all = DATASET_CASES.map(({ id }) => id);
  expect(knownCases(all)).toEqual(all);
  expect(() => knownCases(['S', 's'])).toThrow(/^expected data sets of S, .* after dataset, found 's'$/);
});
