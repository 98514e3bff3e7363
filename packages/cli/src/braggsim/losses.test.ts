import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const CRYSTAL = ['--cell', '50', '--default-f', '10', '--ncells', '2,2,2', '--detpixels', '4,6', '--pixel', '1'];

test('simulate reports what each output does not keep, by the table of what formats hold', async () => {
  const outputs = ['a.nxs', 'a.cbf', 'a.npy', 'a.png'].flatMap((name) => ['-o', here.at(name)]);
  const { code, out, err } = await finish([
    'simulate',
    ...CRYSTAL,
    '--osc',
    '0.5',
    '--polarization',
    '0.9',
    ...outputs,
  ]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`${here.at('a.cbf')} does not keep polarization, flux\n`);
  expect(out).toMatch(
    /a\.npy does not keep pixel size, distance and beam centre, wavelength, polarization, flux, angle/,
  );
  expect(out).not.toContain('a.nxs does not keep');
  expect(out).not.toContain('a.png does not keep');
  const dry = await finish(['simulate', ...CRYSTAL, '-o', here.at('b.img'), '--dry-run']);
  expect(dry.out).toContain('b.img does not keep');
});

test('the report for programs has the same by name', async () => {
  const { out } = await finish([
    'simulate',
    ...CRYSTAL,
    '-o',
    here.at('a.cbf'),
    '-o',
    here.at('a.nxs'),
    '--json',
    '-q',
  ]);
  const { notKept } = JSON.parse(out) as { notKept: Record<string, readonly string[]> };
  expect(notKept[here.at('a.cbf')]).toEqual(expect.arrayContaining(['flux']));
  expect(notKept[here.at('a.nxs')]).toBeUndefined();
});

test('a mask that an output cannot hold is a warning, in simulate and in noise', async () => {
  await finish(['simulate', ...CRYSTAL, '-o', here.at('mask.npy'), '-q']);
  // An image whose only gap is a bad region.
  here.put(
    'a.geom',
    'photon_energy = 9000\nclen = 0.1\nres = 1000\np/min_fs = 0\np/max_fs = 3\np/min_ss = 0\np/max_ss = 5\np/corner_x = 0\np/corner_y = 0\nbada/min_fs = 1\nbada/max_fs = 2\nbada/min_ss = 0\nbada/max_ss = 0\n',
  );
  const argv = ['--mask', here.at('a.geom')];
  const made = await finish(['simulate', ...CRYSTAL, ...argv, '-o', here.at('a.bin'), '-o', here.at('a.nxs'), '-q']);
  expect([made.code, made.err]).toEqual([0, expect.stringMatching(/a\.bin' does not keep: .*masked pixels/)]);
  expect(made.err).not.toContain("a.nxs' does not keep");
  const noisy = await finish([
    'noise',
    here.at('a.nxs'),
    '-o',
    here.at('b.img'),
    '-o',
    here.at('b.npy'),
    '--seed',
    '1',
  ]);
  expect(noisy.err).toMatch(/b\.img' does not keep: .*masked pixels/);
  expect(noisy.err).toMatch(/b\.npy' does not keep: .*wavelength/);
  expect(noisy.out).toMatch(/b\.img does not keep .*masked pixels/);
});
