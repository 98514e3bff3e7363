import { expect, test } from 'vitest';
import { factorOf } from '../unit-table';
import { unitFactor } from './unit-factors';

test.each([
  ['m', 1000],
  ['metres', 1000],
  ['mm', 1],
  ['millimeter', 1],
  ['CM', 10],
  ['um', 1e-3],
  ['\u00b5m', 1e-3],
  ['\u03bcm', 1e-3],
  ['microns', 1e-3],
  ['micron', 1e-3],
  ['micrometre', 1e-3],
  ['nm', 1e-6],
  ['Angstrom', 1e-7],
  [' mm ', 1],
])('a length in %s', (unit, mm) => {
  expect(unitFactor('length', unit)).toBe(mm);
});

test.each([
  ['deg', 1],
  ['degrees', 1],
  ['\u00b0', 1],
  ['rad', 57.29577951308232],
  ['radian', 57.29577951308232],
  ['mrad', 0.05729577951308232],
])('an angle in %s', (unit, degrees) => {
  expect(unitFactor('angle', unit)).toBeCloseTo(degrees, 12);
});

test.each([
  ['eV', 1],
  ['keV', 1000],
  ['J', 6.241509074460763e18],
])('an energy in %s', (unit, eV) => {
  expect(unitFactor('energy', unit) / eV).toBeCloseTo(1, 12);
});

test('a unit of another quantity, or none, is an error that names it', () => {
  expect(() => unitFactor('length', 'deg')).toThrow("a length of this NeXus file is in 'deg'");
  expect(() => unitFactor('angle', undefined)).toThrow("an angle of this NeXus file is in 'nothing'");
  expect(factorOf('energy', 'constructor')).toBeUndefined();
});
