import { readFileSync, renameSync } from 'node:fs';
import { readCbf } from '@braggsim/detector-io';
import { beforeEach, expect, test } from 'vitest';
import { done, refusal, stacks } from './image-stacks.fixture';
import { type Folder, finish } from './run.fixture';

const given = stacks();
let here: Folder;
beforeEach(() => {
  here = given.folder;
});
const cbf = (name: string) => readCbf(new Uint8Array(readFileSync(here.at(name))));

test('a master file is converted image by image, with its own geometry and scan', async () => {
  expect(here.names()).toEqual(['one.nxs', 'x_data_000001.h5', 'x_data_000002.h5', 'x_master.h5']);
  for (const name of ['one.nxs', 'x_master.h5']) {
    await done(['convert', here.at(name), here.at(`${name[0]}_#.cbf`)]);
  }
  const angles = [1, 2, 3].map((n) => {
    const [one, split] = [cbf(`o_${n}.cbf`), cbf(`x_${n}.cbf`)];
    expect(split.pixels).toEqual(one.pixels);
    expect(split.header).toEqual(one.header);
    return split.header.Start_angle;
  });
  expect(angles).toEqual(['0.000000 deg.', '0.500000 deg.', '1.000000 deg.']);
});

test('a master file becomes one file again', async () => {
  await done(['convert', here.at('x_master.h5'), here.at('again.nxs')]);
  expect(here.read('again.nxs')).toEqual(here.read('one.nxs'));
});

test('a missing image is an error', async () => {
  for (const name of ['one.nxs', 'x_master.h5']) {
    const { code, err } = await finish(['stats', here.at(name), '--frame', '4']);
    expect([code, err]).toEqual([9, `braggsim: ${here.at(name)} has 3 images: there is no image 4\n`]);
  }
});

test('a missing data file is named before anything is written', async () => {
  renameSync(here.at('x_data_000002.h5'), here.at('elsewhere.h5'));
  expect(await refusal(here)).toBe(
    `braggsim: ${here.at('x_master.h5')} has images in the file 'x_data_000002.h5', which cannot be read: it does not exist\n`,
  );
});
