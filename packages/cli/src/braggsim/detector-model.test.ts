import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '@braggsim/detector-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withDetectorFile } from './detector-model';
import { type Folder, finish, folder } from './run.fixture';

const GEOM = `photon_energy = 9500
clen = 0.1
res = 2000
p0/min_fs = 0
p0/max_fs = 7
p0/min_ss = 0
p0/max_ss = 5
p0/corner_x = -9
p0/corner_y = 1
p0/fs = x
p0/ss = y
p1/min_fs = 0
p1/max_fs = 7
p1/min_ss = 6
p1/max_ss = 11
p1/corner_x = 1
p1/corner_y = 1
p1/fs = x
p1/ss = y
`;

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

test('a .geom file gives panels and energy; what the experiment says wins', () => {
  const model = here.put('two.geom', GEOM);
  const { detector, beam } = withDetectorFile({ detector: { model, distanceMm: 200 }, beam: { fluencePerM2: 1e20 } });
  expect(detector?.panels?.map(({ name }) => name)).toEqual(['p0', 'p1']);
  expect(detector).toMatchObject({ distanceMm: 200, convention: 'custom' });
  expect(beam).toEqual({ energyEv: 9500, fluencePerM2: 1e20 });
  expect(withDetectorFile({ detector: { model }, beam: { wavelengthA: 1 } }).beam).toEqual({ wavelengthA: 1 });
});

test('camera length and energy may be paths in a .geom file where they are given', () => {
  const model = here.put('paths.geom', GEOM.replace('= 0.1', '= /LCLS/detector').replace('9500', '/LCLS/energy'));
  const given = withDetectorFile({ detector: { model, distanceMm: 90 }, beam: { energyEv: 9000 } });
  expect(given).toMatchObject({ detector: { distanceMm: 90 }, beam: { energyEv: 9000 } });
  expect(() => withDetectorFile({ detector: { model, distanceMm: 90 } })).toThrow('--wavelength');
  expect(() => withDetectorFile({ detector: { model }, beam: { energyEv: 9000 } })).toThrow('--distance');
});

test('a name of the catalogue stays as it is', () => {
  const experiment = { detector: { model: 'pilatus-6m' } };
  expect(withDetectorFile(experiment)).toBe(experiment);
});

test('a file that is damaged is named', () => {
  const model = here.put('bad.geom', 'clen = 1\n');
  expect(() => withDetectorFile({ detector: { model } })).toThrow(`${model}: this .geom file has no panels`);
});

const SAMPLE = {
  crystal: { cell: [60, 60, 40], cells: [4, 4, 4], shape: 'gauss' },
  structureFactors: { default: 100 },
};

test('an experiment file finds its detector file beside itself, and panels become one frame', async () => {
  here.put('two.geom', GEOM);
  const file = join(here.path, 'experiment.json');
  writeFileSync(file, JSON.stringify({ ...SAMPLE, detector: { model: 'two.geom' }, output: ['a.npy'] }));
  const { code, err } = await finish(['simulate', file]);
  expect([code, err]).toEqual([0, '']);
  const { pixels, shape } = readNpy(new Uint8Array(here.read('a.npy')));
  expect(shape).toEqual([12, 8]);
  expect(Math.max(...pixels)).toBeGreaterThan(0);
});

test('detectors of the catalogue are simulated by name, gaps dark', async () => {
  const out = here.at('a.npy');
  const flags = [
    '--default-f',
    '100',
    '--cell',
    '60,60,40',
    '--ncells',
    '1,1,1',
    '--shape',
    'gauss',
    '--oversample',
    '1',
  ];
  const { code, err } = await finish(['simulate', ...flags, '--detector', 'pilatus-300k', '-o', out]);
  expect([code, err]).toEqual([0, '']);
  const { pixels, shape } = readNpy(new Uint8Array(here.read('a.npy')));
  expect(shape).toEqual([619, 487]);
  const dark = Array.from({ length: 619 }, (_, row) =>
    pixels.subarray(row * 487, (row + 1) * 487).every((v) => v === 0),
  );
  expect(dark.flatMap((isDark, row) => (isDark ? [row] : []))).toEqual(
    [...Array(17).keys()].flatMap((i) => [195 + i, 407 + i]).sort((a, b) => a - b),
  );
});
