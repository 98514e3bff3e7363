import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { done, refusal, stacks } from './image-stacks.fixture';
import { type Folder, finish } from './run.fixture';

const given = stacks();
let here: Folder;
beforeEach(() => {
  here = given.folder;
});

test('image 3 is the first of the second data file, for every command', async () => {
  const master = here.at('x_master.h5');
  const reference = ['--frame', '3', '--reference-frame', '3', '--max-error', '0'];
  await done(['compare', master, here.at('one.nxs'), ...reference]);
  const other = await finish(['compare', master, here.at('one.nxs'), '--frame', '3', '--max-error', '0']);
  expect(other.code).toBe(3);
  const stats = async (file: string) => (await done(['stats', file, '--frame', '3', '--json'])).out;
  expect(JSON.parse(await stats(master))).toEqual({
    ...JSON.parse(await stats(here.at('one.nxs'))),
    path: undefined,
    image: master,
  });
  for (const name of ['one.nxs', 'x_master.h5']) {
    await done(['noise', here.at(name), '--frame', '3', '--seed', '1', '-o', here.at(`${name}.npy`)]);
  }
  expect(here.read('x_master.h5.npy')).toEqual(here.read('one.nxs.npy'));
});

test('a data file that is damaged or refers to another file is named', async () => {
  writeFileSync(here.at('x_data_000002.h5'), 'nothing');
  expect(await refusal(here)).toContain('x_data_000002.h5: this is not a whole HDF5 file');
  writeFileSync(here.at('x_data_000002.h5'), here.read('x_master.h5'));
  expect(await refusal(here)).toContain("x_data_000002.h5: this HDF5 file has no images at '/entry/data/data'");
});

const SECOND = 'x_data_000002.h5';

/**
 * Writes a master file into a folder of its own, with its last images in a data file whose name has the original
 * length.
 */
function masterIn(inner: string, name: string): string {
  const master = here.read('x_master.h5');
  master.write(name, master.indexOf(SECOND));
  writeFileSync(join(inner, 'x_master.h5'), master);
  writeFileSync(join(inner, 'x_data_000001.h5'), here.read('x_data_000001.h5'));
  return join(inner, 'x_master.h5');
}

test.each([
  ['below/b000002.h5', undefined],
  ['../out_000002.h5', 'which is not in its folder: only files there are read'],
  ['below/../../x.h5', 'which is not in its folder: only files there are read'],
  ['/data/b000002.h5', 'which is not in its folder: only files there are read'],
  ['link/ab000002.h5', 'a symbolic link out of its folder: copy the file there'],
  ['below/folder0.h5', 'which is not a regular file'],
])('the data file %s: %s', async (name, refused) => {
  expect(name).toHaveLength(SECOND.length);
  const inner = here.at('inner');
  for (const path of [inner, here.at('away'), join(inner, 'below'), join(inner, 'below/folder0.h5')]) mkdirSync(path);
  const second = here.read(SECOND);
  const places = ['out_000002.h5', 'x.h5', 'away/ab000002.h5', 'inner/below/b000002.h5'];
  for (const path of places) writeFileSync(here.at(path), second);
  symlinkSync(here.at('away'), join(inner, 'link'));
  const { code, err } = await finish(['convert', masterIn(inner, name), here.at('out.nxs')]);
  if (refused) expect([code, err]).toEqual([9, expect.stringContaining(`in the file '${name}', ${refused}`)]);
  else expect([code, err, here.read('out.nxs')]).toEqual([0, '', here.read('one.nxs')]);
});
