import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInput, readPackedInput, readText } from '@braggsim/core/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment';
import { loadStructureFactors } from '../files/structure-factors';
import { factorFiles } from './factor-files';

const MODEL = fileURLToPath(new URL('../../../reflections/fixtures/small.pdb', import.meta.url));

let here: string;
let folder: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'braggsim-factors-'));
  folder = join(here, 'factors');
});
afterEach(() => rmSync(here, { recursive: true }));

/** Loads the structure factors of a model, and tells whether the store had them. */
async function load(change: Experiment = {}, generator = '1.0', model = MODEL) {
  const store = factorFiles(folder, generator);
  const keep = vi.spyOn(store, 'keep');
  const files = { text: readText, bytes: readInput, unpacked: readPackedInput, modelFactors: async () => store };
  const { structureFactors, ...others } = change;
  const loaded = await loadStructureFactors(files, {
    beam: { wavelengthA: 1 },
    ...others,
    structureFactors: { model, dMinA: 3, ...structureFactors },
  });
  return { loaded, isKept: keep.mock.calls.length === 0 };
}

const files = () => readdirSync(folder);
const onlyFile = () => join(folder, files()[0] as string);

test('what was kept is what is calculated, to the last bit', async () => {
  const first = await load();
  const second = await load();
  expect([first.isKept, second.isKept]).toEqual([false, true]);
  expect(second.loaded).toEqual(first.loaded);
  expect(files()).toHaveLength(1);
});

test('all that amplitudes follow from tells them apart', async () => {
  await load();
  // The scattering of electrons by ions is refused.
  const neutral = join(here, 'neutral.pdb');
  writeFileSync(neutral, readFileSync(MODEL, 'latin1').replaceAll(/^((?:HETATM|ATOM {2}).{72})..$/gm, '$1  '));
  expect((await load({ beam: { wavelengthA: 1.0000001 } })).isKept).toBe(false);
  expect((await load({ structureFactors: { dMinA: 2.9 } })).isKept).toBe(false);
  expect((await load({}, '1.1')).isKept).toBe(false);
  expect((await load({}, '1.0', neutral)).isKept).toBe(false);
  expect((await load({ beam: { particle: 'electron', wavelengthA: 1 } }, '1.0', neutral)).isKept).toBe(false);
  expect(files()).toHaveLength(6);
  // What decides nothing about amplitudes.
  expect((await load({ crystal: { cells: [3, 3, 3] }, structureFactors: { default: 7 } })).isKept).toBe(true);
});

test.each([
  ['truncated', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['changed', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(2)])],
  ['of another key', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"1.0 ', '"1.1 '), 'latin1')],
  ['no JSON', () => Buffer.from('nothing')],
])('a file that is %s is not taken, and is written again', async (_, change) => {
  const { loaded } = await load();
  const whole = readFileSync(onlyFile());
  writeFileSync(onlyFile(), change(whole));
  const again = await load();
  expect(again.isKept).toBe(false);
  expect(again.loaded).toEqual(loaded);
  expect(readFileSync(onlyFile()).equals(whole)).toBe(true);
});

test('what another user could have written is not taken', async () => {
  await load();
  const file = onlyFile();
  chmodSync(file, 0o666);
  expect((await load()).isKept).toBe(false);
  const bytes = readFileSync(file);
  rmSync(file);
  writeFileSync(join(here, 'elsewhere'), bytes);
  symlinkSync(join(here, 'elsewhere'), file);
  expect((await load()).isKept).toBe(false);
  chmodSync(folder, 0o777);
  expect((await load()).isKept).toBe(false);
});

test('a folder that cannot be made is done without', async () => {
  folder = '/proc/self/factors';
  await load();
  expect((await load()).isKept).toBe(false);
});

test('the oldest files make room', async () => {
  const store = factorFiles(folder, '1.0', 3000);
  const h = Int32Array.from({ length: 20 }, (_, i) => i);
  const factors = { h, k: h, l: h, plus: Float64Array.from(h), minus: Float64Array.from(h) };
  const requests = [1, 2, 3, 4, 5, 6].map((dMinA) => ({ bytes: Uint8Array.of(dMinA), settings: '' }));
  for (const request of requests) store.keep(request, { factors });
  const bytes = files().reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
  expect(bytes).toBeLessThanOrEqual(3000);
  expect(store.find(requests.at(-1) as (typeof requests)[0])).toEqual({ factors });
});
