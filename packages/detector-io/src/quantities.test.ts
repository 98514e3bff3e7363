import { expect, test } from 'vitest';
import { angstromsOf, degreesOf, electronVoltsOf, metresOf, millimetresOf, quantities, secondsOf } from './quantities';

test('numbers of a text with their units', () => {
  expect(quantities('172e-6 m x 0.172 mm')).toEqual([
    { value: 172e-6, unit: 'm' },
    { value: 0.172, unit: 'mm' },
  ]);
  expect(quantities('(1231.50, 1263.50) pixels')).toEqual([
    { value: 1231.5, unit: '' },
    { value: 1263.5, unit: '' },
  ]);
  expect(quantities('0.100000 deg.')).toEqual([{ value: 0.1, unit: 'deg' }]);
});

test.each([
  [metresOf, 'mm', 2e-3],
  [millimetresOf, 'm', 2000],
  [millimetresOf, '\u00b5m', 2e-3],
  [millimetresOf, '\u00c2\u00b5m', 2e-3],
  [angstromsOf, '', 2],
  [angstromsOf, 'nm', 20],
  [angstromsOf, '\u00c3\u2026', 2],
  [degreesOf, '\u00c2\u00b0', 2],
  [degreesOf, 'mrad', 0.1145915590261647],
  [electronVoltsOf, 'keV', 2000],
  [secondsOf, '\u00b5s', 2e-6],
])('conversion %#, from a unit spelled %j', (convert, unit, expected) => {
  expect((convert({ value: 2, unit }) ?? Number.NaN) / expected).toBeCloseTo(1, 14);
});

test('an unknown unit is undefined, and a number without a unit can have another default', () => {
  expect(millimetresOf({ value: 1, unit: 'deg' })).toBeUndefined();
  expect(millimetresOf({ value: 1, unit: 'constructor' })).toBeUndefined();
  expect(millimetresOf({ value: 1, unit: '' }, 'm')).toBe(1000);
});
