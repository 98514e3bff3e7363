import { indexRotationsOf, operationsOfHall } from '@braggsim/reflections/files';
import { describe, expect, test } from 'vitest';
import { calibrationOf, latticeOfRotations, namesIn, refineOptions } from './choices';

describe('what a refinement is asked for', () => {
  test('has names in any number of words', () =>
    expect(namesIn(['misset,cell', 'scale'])).toEqual(['misset', 'cell', 'scale']));

  test('has bounds and restraints', () => {
    const options = refineOptions(
      { bounds: ['cell.a=70:', 'scale=:2'], restraints: ['ncells=8:0.5'] },
      false,
      undefined,
    );
    expect(options.bounds).toEqual([
      { name: 'cell.a', lower: 70, upper: null },
      { name: 'scale', lower: null, upper: 2 },
    ]);
    expect(options.restraints).toEqual([{ name: 'ncells', value: 8, sigma: 0.5 }]);
    expect(options.free).toEqual(['misset', 'cell', 'ncells', 'scale']);
    expect(options.settings).toBe('off');
    expect(refineOptions({}, true, 'tetragonal')).toMatchObject({ settings: 'auto', lattice: 'tetragonal' });
  });

  test.each([
    [{ bounds: ['cell.a'] }, '--bound takes name=low:high'],
    [{ bounds: ['cell.a=x:3'] }, "'x'"],
    [{ restraints: ['cell.a=3:0'] }, 'sigma above 0'],
  ])('is refused for %j', (section, message) =>
    expect(() => refineOptions(section, false, undefined)).toThrow(message),
  );
});

describe('calibration', () => {
  const readout = [
    { kind: 'photon' },
    { kind: 'gain', gain: 4 },
    { kind: 'readNoise', rms: 3 },
    { kind: 'digitize', offset: 20 },
  ];

  test('is that of the readout chain', () =>
    expect(calibrationOf({ readout })).toEqual({ gain: 4, offset: 20, readNoise: 3 }));
  test('is that of an experiment list where there is no chain', () =>
    expect(calibrationOf({}, { gain: 2, pedestal: 5 })).toEqual({ gain: 2, offset: 5, readNoise: 0 }));
  test('gives way to the section', () =>
    expect(calibrationOf({ readout, refine: { gain: 1, readNoise: 0.5 } })).toEqual({
      gain: 1,
      offset: 20,
      readNoise: 0.5,
    }));
});

test.each([
  [' P 1', 'triclinic'],
  [' P 2yb', 'monoclinic'],
  [' P 2ac 2ab', 'orthorhombic'],
  [' P 4nw 2abw', 'tetragonal'],
  [' P 31 2"', 'trigonal'],
  [' P 61 2 (0 0 5)', 'hexagonal'],
  [' R 3', 'trigonal'],
  [' I 2 2 3', 'cubic'],
])('the lattice of%s is %s', (symbol, lattice) => {
  expect(latticeOfRotations(indexRotationsOf({ operations: operationsOfHall(symbol) }))).toBe(lattice);
});
