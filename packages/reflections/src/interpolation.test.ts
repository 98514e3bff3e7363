import { referenceCases } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { chooseInterpolation } from './interpolation';

test.each([
  ['auto', [3, 3, 3], 'nearest'],
  ['auto', [3, 2, 30], 'tricubic'],
  ['auto', undefined, 'tricubic'],
  [undefined, [5, 5, 5], 'nearest'],
  [undefined, [5, 5, 0], 'tricubic'],
  ['nearest', [1, 1, 1], 'nearest'],
  ['tricubic', [9, 9, 9], 'tricubic'],
] as const)('%s for %o cells is %s', (request, cells, chosen) => {
  expect(chooseInterpolation(request, cells, true)).toBe(chosen);
  expect(chooseInterpolation(request, cells, false)).toBe('uniform');
});

test.each(referenceCases())('$id: as the C program chooses', ({ experiment, derived }) => {
  const { structureFactors = {}, crystal } = experiment;
  const hasTable = structureFactors.file !== undefined || structureFactors.cache !== undefined;
  const chosen = chooseInterpolation(structureFactors.interpolation, crystal?.cells, hasTable);
  expect(chosen === 'tricubic').toBe(derived.interpolate === 1);
  expect(chosen === 'uniform').toBe(derived.initialized_hkls === 0);
});
