import type { File } from 'h5wasm';
import { beforeAll, expect, test } from 'vitest';
import { nxmxFacts } from './geometry';
import { createHdf5, type Hdf5, loadHdf5, takeBytes } from './hdf5';
import { addDataset, addGroup } from './tree';

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
});

const NUMBERS = {
  x_pixel_size: 75e-6,
  y_pixel_size: 75e-6,
  detector_distance: 0.2,
  beam_center_x: 30,
  beam_center_y: 20,
};

/** Returns a master file of an Eiger, with its original values or others. */
function master(numbers: Readonly<Record<string, number>>): Uint8Array {
  const made = createHdf5(hdf5);
  const file: File = made.file;
  const entry = addGroup(file, 'entry', 'NXentry');
  addGroup(entry, 'data', 'NXdata').create_external_link('x_data_000001.h5', '/entry/data/data', 'data_000001');
  const instrument = addGroup(entry, 'instrument', 'NXinstrument');
  addDataset(addGroup(instrument, 'beam', 'NXbeam'), 'incident_wavelength', 0.9);
  const detector = addGroup(instrument, 'detector', 'NXdetector');
  for (const [name, value] of Object.entries(numbers)) addDataset(detector, name, value);
  const specific = addGroup(detector, 'detectorSpecific', 'NXcollection');
  addDataset(specific, 'x_pixels_in_detector', 50);
  addDataset(specific, 'y_pixels_in_detector', 40);
  const goniometer = addGroup(addGroup(entry, 'sample', 'NXsample'), 'goniometer', 'NXtransformations');
  addDataset(goniometer, 'omega', Float64Array.of(10));
  addDataset(goniometer, 'omega_range_average', 0.25);
  return takeBytes(hdf5, made, Date.now());
}

test('an Eiger without modules is a panel perpendicular to the beam', () => {
  const { experiment } = nxmxFacts(hdf5, master(NUMBERS));
  expect(experiment.beam).toEqual({ wavelengthA: 0.9 });
  expect(experiment.scan).toEqual({ startDeg: 10, widthDeg: 0.25 });
  const { distanceMm, beamCentreMm = [], ...section } = experiment.detector ?? {};
  expect(section).toMatchObject({ pixelsFast: 50, pixelsSlow: 40, pixelMm: 0.075, convention: 'custom' });
  expect(section.axes).toMatchObject({ beam: [0, 0, 1], fast: [-1, 0, 0], slow: [0, -1, 0], spindle: [-1, 0, 0] });
  expect(distanceMm).toBeCloseTo(200, 12);
  expect(beamCentreMm[0]).toBeCloseTo(2.25, 12);
  expect(beamCentreMm[1]).toBeCloseTo(1.5, 12);
});

test.each(Object.keys(NUMBERS))('without %s the file describes no detector', (name) => {
  const { [name as keyof typeof NUMBERS]: _, ...others } = NUMBERS;
  expect(nxmxFacts(hdf5, master(others)).experiment.detector).toBeUndefined();
});

test('pixels that are not square and a distance of zero are refused', () => {
  expect(nxmxFacts(hdf5, master({ ...NUMBERS, y_pixel_size: 1e-4 })).experiment.detector).toBeUndefined();
  expect(nxmxFacts(hdf5, master({ ...NUMBERS, detector_distance: 0 })).experiment.detector).toBeUndefined();
});
