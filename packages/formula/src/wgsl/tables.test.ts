import { expect, test } from 'vitest';
import { tableFunctions } from './tables';

const functionsOf = (count: readonly [number, number, number]) =>
  tableFunctions({ name: 'F', min: [-1, 0, 2], count }).match(/fn \w+/g);

test('a table smaller than 4 x 4 x 4 values has lookups only, since compilers refuse to clamp to an empty range', () => {
  expect(functionsOf([4, 5, 6])).toEqual(['fn lookup_F', 'fn stencil_F']);
  expect(functionsOf([4, 3, 6])).toEqual(['fn lookup_F']);
  expect(functionsOf([1, 1, 1])).toEqual(['fn lookup_F']);
});
