import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '@braggsim/detector-io';
import { withDetectorFile } from '@braggsim/experiment/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

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

test('a .geom file gives panels and energy; fields of the experiment take precedence', () => {
  const model = here.put('two.geom', GEOM);
  const { detector, beam } = withDetectorFile({ detector: { model, distanceMm: 200 }, beam: { fluencePerM2: 1e20 } });
  expect(detector?.panels?.map(({ name }) => name)).toEqual(['p0', 'p1']);
  expect(detector).toMatchObject({ distanceMm: 200, convention: 'custom' });
  expect(beam).toEqual({ energyEv: 9500, fluencePerM2: 1e20 });
  expect(withDetectorFile({ detector: { model }, beam: { wavelengthA: 1 } }).beam).toEqual({ wavelengthA: 1 });
});

test('camera length and energy may be paths in a .geom file where they are given separately', () => {
  const model = here.put('paths.geom', GEOM.replace('= 0.1', '= /LCLS/detector').replace('9500', '/LCLS/energy'));
  const given = withDetectorFile({ detector: { model, distanceMm: 90 }, beam: { energyEv: 9000 } });
  expect(given).toMatchObject({ detector: { distanceMm: 90 }, beam: { energyEv: 9000 } });
  expect(() => withDetectorFile({ detector: { model, distanceMm: 90 } })).toThrow('--wavelength');
  expect(() => withDetectorFile({ detector: { model }, beam: { energyEv: 9000 } })).toThrow('--distance');
});

test('a name of the catalogue is unchanged', () => {
  const experiment = { detector: { model: 'pilatus-6m' } };
  expect(withDetectorFile(experiment)).toBe(experiment);
});

test('the message for a damaged file names it', () => {
  const model = here.put('bad.geom', 'clen = 1\n');
  expect(() => withDetectorFile({ detector: { model } })).toThrow(`${model}: this .geom file has no panels`);
});

const SAMPLE = {
  crystal: { cell: [60, 60, 40], cells: [4, 4, 4], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
};

/**
 * An experiment of DIALS with an indexed image: a detector of 40 x 30 pixels perpendicular to the beam, and a crystal.
 */
const INDEXED = {
  __id__: 'ExperimentList',
  experiment: [{ __id__: 'Experiment', beam: 0, detector: 0, goniometer: 0, crystal: 0 }],
  beam: [{ direction: [0, 0, 1], wavelength: 1, polarization_normal: [0, 1, 0], polarization_fraction: 0.5 }],
  detector: [
    {
      panels: [
        {
          name: 'a',
          fast_axis: [1, 0, 0],
          slow_axis: [0, -1, 0],
          origin: [-20, 15, -50],
          image_size: [40, 30],
          pixel_size: [1, 1],
          mask: [],
        },
      ],
    },
  ],
  goniometer: [{ rotation_axis: [1, 0, 0], fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] }],
  crystal: [{ real_space_a: [30, 9, 4], real_space_b: [-8, 40, 12], real_space_c: [2, -10, 50] }],
};

test.each([
  ['denzo', ['--beam-centre', '15,20']],
  ['xds', []],
])(
  'orientation and detector of one .expt file give the image of the orientation with a plain %s detector',
  async (convention, centre) => {
    const expt = here.put('indexed.expt', JSON.stringify(INDEXED));
    const sample = ['--default-f', '100', '--ncells', '3,3,3', '--oversample', '1', '--wavelength', '1', '--quiet'];
    const image = async (name: string, ...flags: string[]) => {
      const { code } = await finish(['simulate', ...sample, '--matrix', expt, ...flags, '-o', here.at(name)]);
      expect(code).toBe(0);
      return readNpy(new Uint8Array(here.read(name))).pixels;
    };
    const detectorFlags = ['--detpixels', '40,30', '--pixel', '1', '--distance', '50', ...centre];
    const own = await image('own.npy', '--detector', expt);
    const plain = await image('plain.npy', ...detectorFlags, '--convention', convention);
    expect(Math.max(...own)).toBeGreaterThan(0);
    for (const [i, value] of own.entries()) expect(value).toBeCloseTo(plain[i] as number, 6);
  },
);

test('ambiguities of an orientation file are reported', async () => {
  const { crystal } = INDEXED;
  const expt = here.put('two.expt', JSON.stringify({ ...INDEXED, crystal: [...crystal, ...crystal] }));
  const flags = ['--default-f', '100', '--ncells', '1,1,1', '--detector', expt, '--matrix', expt];
  const { code, err } = await finish(['simulate', ...flags, '-o', here.at('a.npy')]);
  expect([code, err]).toEqual([0, expect.stringContaining('two.expt holds 2 crystals; the first one is used')]);
});

test('the path of a detector file is relative to the experiment file, and panels become one frame', async () => {
  here.put('two.geom', GEOM);
  const file = join(here.path, 'experiment.json');
  writeFileSync(file, JSON.stringify({ ...SAMPLE, detector: { model: 'two.geom' }, output: ['a.npy'] }));
  const { code, err } = await finish(['simulate', file]);
  expect([code, err]).toEqual([0, '']);
  const { pixels, shape } = readNpy(new Uint8Array(here.read('a.npy')));
  expect(shape).toEqual([12, 8]);
  expect(Math.max(...pixels)).toBeGreaterThan(0);
});

test('detectors of the catalogue are simulated by name, with gaps of 0', async () => {
  const out = here.at('a.npy');
  const flags = [
    '--default-f',
    '100',
    '--cell',
    '60,60,40',
    '--ncells',
    '1,1,1',
    '--shape',
    'gauss-hkl',
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

test('a wavelength of 0 in a detector file is refused, not replaced', async () => {
  const expt = here.put('zero.expt', JSON.stringify({ ...INDEXED, beam: [{ ...INDEXED.beam[0], wavelength: 0 }] }));
  const { code, err } = await finish(['simulate', ...SMALL.slice(0, 8), '--detector', expt, '-o', here.at('a.npy')]);
  expect([code, err]).toEqual([2, expect.stringContaining('above 0')]);
});
