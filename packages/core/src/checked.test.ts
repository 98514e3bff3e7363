import { expect, test } from 'vitest';
import { checked, expectation } from './checked';
import { parameters } from './parameters';

const table = parameters({
  'beam.wavelengthA': { type: 'number', unit: 'Å', min: 0, exclusiveMin: true, flag: '--wavelength', doc: '' },
  'sampling.steps': { type: 'integer', min: 0, max: 10, doc: '' },
});

test('a value within its range is returned', () => {
  expect(checked(table, 'beam.wavelengthA', 1.5)).toBe(1.5);
  expect(checked(table, 'sampling.steps', 0)).toBe(0);
  expect(checked(table, 'sampling.steps', 10)).toBe(10);
});

test('anything else is a usage error that names parameter, range and value', () => {
  expect(() => checked(table, 'beam.wavelengthA', 0)).toThrow(
    'beam.wavelengthA (--wavelength) is a number above 0 in Å, not 0',
  );
  expect(() => checked(table, 'beam.wavelengthA', Number.NaN)).toThrow('not NaN');
  expect(() => checked(table, 'sampling.steps', 2.5)).toThrow('sampling.steps is a whole number from 0 to 10, not 2.5');
  expect(() => checked(table, 'sampling.steps', 11)).toThrow('not 11');
});

test('lists of any length have no number in their description', () => {
  expect(expectation({ type: 'numbers', doc: '' })).toBe('a list of numbers');
  expect(expectation({ type: 'numbers', count: 3, min: 0, doc: '' })).toBe('3 numbers from 0');
  expect(expectation({ type: 'numberLists', doc: '' })).toBe('a list of lists of numbers');
});
