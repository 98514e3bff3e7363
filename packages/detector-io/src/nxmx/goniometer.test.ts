import { beforeAll, expect, test } from 'vitest';
import { nxmxFacts } from './geometry';
import { createHdf5, type Hdf5, loadHdf5, takeBytes } from './hdf5';
import { type Attributes, addDataset, addGroup } from './tree';

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
});

const AXES = '/entry/sample/transformations';
const WIDE = [0, 0.1, 0.2];

/** Returns the metadata of a file of three images, with sample axes as a beamline writes them. */
function facts(
  angles: { omega: number[]; phi: number[] },
  wavelength: number,
  unit: string,
  goniometer: Readonly<Record<string, number>> = {},
) {
  const since = Date.now();
  const made = createHdf5(hdf5);
  const entry = addGroup(made.file, 'entry', 'NXentry');
  addDataset(addGroup(entry, 'data', 'NXdata', { signal: 'data' }), 'data', new Int32Array(12), {}, [3, 2, 2]);
  const instrument = addGroup(entry, 'instrument', 'NXinstrument');
  const beam = addGroup(instrument, 'beam', 'NXbeam');
  addDataset(beam, 'incident_wavelength', wavelength, { units: unit });
  const sample = addGroup(entry, 'sample', 'NXsample');
  addDataset(sample, 'depends_on', `${AXES}/phi`);
  const group = addGroup(sample, 'transformations', 'NXtransformations');
  const axis = (name: string, values: number[], vector: number[], depends: string) => {
    const attributes: Attributes = { transformation_type: 'rotation', units: 'deg', vector, depends_on: depends };
    addDataset(group, name, Float64Array.from(values), attributes);
  };
  axis('omega', angles.omega, [-1, 0, 0], '.');
  axis('phi', angles.phi, [0, -1, 0], `${AXES}/omega`);
  const beside = addGroup(sample, 'goniometer', 'NXtransformations');
  for (const [name, value] of Object.entries(goniometer)) addDataset(beside, name, value);
  return nxmxFacts(hdf5, takeBytes(hdf5, made, since)).experiment;
}

test('the rotating axis is found in the chain and rotated by the axes below it', () => {
  const { scan } = facts({ omega: [90], phi: [5, 5.25, 5.5] }, 1, 'angstrom');
  expect(scan).toEqual({ startDeg: 5, widthDeg: 0.25 });
  expect(facts({ omega: WIDE, phi: [30] }, 1, 'angstrom').scan).toEqual({ startDeg: 0, widthDeg: 0.1 });
});

test('an axis with equal angles for all images does not rotate', () => {
  expect(facts({ omega: WIDE, phi: [0, 0, 0] }, 1, 'angstrom').scan).toEqual({ startDeg: 0, widthDeg: 0.1 });
  expect(facts({ omega: [7], phi: [5, 5, 5] }, 1, 'angstrom').scan).toEqual({ startDeg: 5, widthDeg: 0 });
});

test.each([
  ['omega_end', 5.5],
  ['omega_range_average', 0.5],
])('%s of the goniometer gives the width of a single image', (name, value) => {
  expect(facts({ omega: [5], phi: [0] }, 1, 'angstrom', { [name]: value }).scan).toEqual({
    startDeg: 5,
    widthDeg: 0.5,
  });
});

test.each([
  ['angstrom', 0.98],
  ['Angstrom', 0.98],
  ['ANG', 0.98],
  ['Ångström', 0.98],
  ['A', 0.98],
  ['nm', 0.098],
  ['m', 0.98e-10],
])('a wavelength in %s', (unit, value) => {
  expect(facts({ omega: WIDE, phi: [0] }, value, unit).beam?.wavelengthA).toBeCloseTo(0.98, 12);
});

test('a wavelength in an unknown unit is ignored, and the rest is read', () => {
  const { beam, scan } = facts({ omega: WIDE, phi: [0] }, 12, 'keV');
  expect([beam, scan]).toEqual([undefined, { startDeg: 0, widthDeg: 0.1 }]);
});
