import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

const SASE = ['--spectrum', 'sase', '--energy', '9500', '--bandwidth-ev', '20', '--spike-ev', '2', '--seed', '3'];

test('pulses are written with their shots, and are a spectrum that a series takes', async () => {
  const path = work.at('shots.csv');
  const { code, out } = await finish(['spectrum', ...SASE, '--shots', '2', '-o', path]);
  expect([code, out.match(/channels +(\d+)/)?.[1]]).toEqual([0, '121']);
  const lines = work.read('shots.csv').toString().trim().split('\n');
  expect(lines).toHaveLength(1 + 2 * 121);
  expect(lines[0]).toBe('shot,energyEv,weight');
  expect(lines[1]).toMatch(/^1,9470,/);
  expect(lines.at(-1)).toMatch(/^2,9530,/);
  // Of one cell alone every pulse would give the same image.
  const small = '--detpixels 8 --pixel 1 --distance 100 --cell 40 --set crystal.cells=5,5,5 --default-f 100'.split(' ');
  const run = await finish(['simulate', '--spectrum', path, '--images', '2', ...small, '-o', work.at('a_#.npy'), '-q']);
  expect([run.code, run.err]).toEqual([0, '']);
  expect(work.read('a_1.npy').equals(work.read('a_2.npy'))).toBe(false);
});

test('without a file the lines go to the standard output', async () => {
  const { out } = await finish(['spectrum', ...SASE]);
  expect(out.split('\n')[0]).toBe('shot,energyEv,weight');
  expect(out.trim().split('\n')).toHaveLength(122);
});

test('an experiment file may name a model alone or the file of a spectrum', async () => {
  work.put('lines.csv', 'wavelengthA,weight\n1.2,1\n');
  const file = work.put('experiment.yaml', 'beam: { spectrum: lines.csv }\n');
  expect((await finish(['spectrum', file])).out).toMatch(/^shot,energyEv,weight\n1,10332.0\d*,1\n$/);
  const named = work.put('named.yaml', 'beam: { spectrum: sase, energyEv: 9500 }\n');
  const { code, err } = await finish(['spectrum', named]);
  expect([code, err]).toEqual([2, expect.stringContaining('a spectrum of kind sase needs beam.spectrum.fwhmEv')]);
});

test('an experiment without a spectrum is refused', async () => {
  const { code, err } = await finish(['spectrum', work.put('e.yaml', 'beam: { wavelengthA: 1 }\n')]);
  expect([code, err]).toEqual([2, expect.stringContaining('the experiment has no spectrum')]);
});
