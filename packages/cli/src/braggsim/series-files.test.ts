import { existsSync, readdirSync } from 'node:fs';
import { codecs, readCbf } from '@braggsim/detector-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const SERIES = ['simulate', ...SMALL, '--osc', '0.5', '--images', '5', '--noise'];

/** Pixels of an image of a NeXus file. */
async function pixelsOf(name: string, image: number) {
  const codec = await codecs.get('nxmx')?.();
  const { panels } = (await codec?.decode?.(new Uint8Array(here.read(name)), { image })) ?? {};
  return panels?.[0]?.data;
}

test.each([
  ['compressed in one file', ['one.nxs'], []],
  ['not compressed in one file', ['one.nxs'], ['--compression', 'none']],
  [
    'in data files',
    ['x_master.h5', 'x_data_000001.h5', 'x_data_000002.h5', 'x_data_000003.h5'],
    ['--images-per-file', '2'],
  ],
])('a NeXus series has the pixels of files of single images: %s', async (_, names, flags) => {
  const [main = ''] = names;
  const { code } = await finish([...SERIES, ...flags, '-o', here.at(main), '-o', here.at('a_#.cbf')]);
  expect(code).toBe(0);
  const cbf = [1, 2, 3, 4, 5].map((n) => `a_${n}.cbf`);
  expect(readdirSync(here.path).sort()).toEqual([...names, ...cbf].sort());
  for (const [index, name] of cbf.entries()) {
    const [file, image] = names.length === 1 ? [main, index + 1] : [names[1 + (index >> 1)] ?? '', 1 + (index % 2)];
    expect([...((await pixelsOf(file, image)) ?? [])]).toEqual([...readCbf(new Uint8Array(here.read(name))).pixels]);
  }
});

test('a series that is interrupted leaves its finished images, and nothing of the file of all images', async () => {
  const stop = new AbortController();
  const flags = ['--images', '500', '--threads', '1', '-o', here.at('one.nxs'), '-o', here.at('a_###.cbf')];
  const watch = setInterval(() => existsSync(here.at('a_002.cbf')) && stop.abort(), 1);
  const { code } = await finish(['simulate', ...SMALL, '--osc', '0.5', ...flags], { signal: stop.signal });
  clearInterval(watch);
  expect(code).toBe(130);
  const left = readdirSync(here.path).sort();
  expect(left.length).toBeGreaterThanOrEqual(2);
  expect(left).toEqual(left.map((_, i) => `a_${String(i + 1).padStart(3, '0')}.cbf`));
});
