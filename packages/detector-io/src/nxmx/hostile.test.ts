import { isBraggsimError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { nxmxFacts } from './geometry';
import { loadHdf5 } from './hdf5';
import { bomb, claiming, manyGroups, patched, STORED_ELSEWHERE, VIRTUAL, withImage, withLink } from './hostile.fixture';
import { readNxmx } from './reader';

const hdf5 = await loadHdf5();
const HUGE = 2 ** 40;

const messageOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    expect(isBraggsimError(error, 'data'), String(error)).toBe(true);
    return (error as Error).message;
  }
  return 'no error';
};

const image = withImage(hdf5);

test('the valid file from which the others are built is read', () => {
  expect(readNxmx(hdf5, image).panels[0]?.shape).toEqual([3, 4]);
});

test.each<[string, Uint8Array, RegExp]>([
  ['images of a million by a million', claiming(hdf5, [1, 2 ** 20, 2 ** 20]), /claims 1048576 x 1048576 pixels/],
  ['more images than there are', claiming(hdf5, [HUGE, 8, 8]), /claims 1099511627776 images/],
  [
    'a link to another file',
    withLink(hdf5, (d) => d.create_external_link('/etc/passwd', '/x', 'data')),
    /another file/,
  ],
  ['a link to the terminal', withLink(hdf5, (d) => d.create_external_link('/dev/stdin', '/x', 'data')), /another file/],
  [
    'a detector in another file',
    withImage(hdf5, (_, entry) => entry.create_external_link('/etc/passwd', '/x', 'instrument')),
    /refers to other files, such as 'passwd'/,
  ],
  ['images composed from other files', VIRTUAL, /refers to other files, such as 'passwd'/],
  ['pixels in another file', STORED_ELSEWHERE, /stores them in another file/],
  [
    'a cycle of links',
    withLink(hdf5, (data) => {
      data.create_soft_link('/entry/data/b', 'data');
      data.create_soft_link('/entry/data/data', 'b');
    }),
    /has no images/,
  ],
  ['a group within itself', withLink(hdf5, (data) => data.create_hard_link('/entry', 'data')), /has no images/],
  ['groups with too many paths', manyGroups(hdf5, 6000), /over 10000 members/],
  [
    'modules with a billion origins',
    withImage(hdf5, (_, entry) => {
      const detector = entry.create_group('instrument').create_group('detector');
      for (const name of ['module', 'module_2']) {
        const module = detector.create_group(name);
        for (const field of ['data_origin', 'data_size']) {
          const size = { shape: [2, 2], maxshape: [null, null], chunks: [2, 2] };
          module.create_dataset({ name: field, data: new Int32Array(4), ...size }).resize([2, HUGE]);
        }
      }
    }),
    /claims 8796093022208 bytes/,
  ],
  [
    'text instead of numbers',
    withLink(hdf5, (data) => data.create_dataset({ name: 'data', data: Array(12).fill('x'), shape: [1, 3, 4] })),
    /of type 3/,
  ],
])('%s: refused', (_, bytes, message) => {
  expect(messageOf(() => readNxmx(hdf5, bytes))).toMatch(message);
});

test('the same limits apply to metadata', () => {
  expect(messageOf(() => nxmxFacts(hdf5, claiming(hdf5, [HUGE, 8, 8])))).toMatch(/claims 1099511627776 images/);
  expect(nxmxFacts(hdf5, VIRTUAL).neighbours).toEqual(['passwd']);
});

test('chunks that differ in size from the image are read', () => {
  const { panels } = readNxmx(hdf5, bomb(hdf5, 1021, 1031));
  expect(panels[0]?.shape).toEqual([7, 5]);
});

test('damaged compressed pixels are refused', () => {
  const pixels = Int32Array.from({ length: 400 }, (_, i) => i * i);
  const size = { shape: [1, 20, 20], chunks: [1, 20, 20], compression: 1, compression_opts: [4] };
  const good = withLink(hdf5, (data) => data.create_dataset({ name: 'data', data: pixels, ...size }));
  const start = good.findIndex((byte, i) => byte === 0x78 && good[i + 1] === 0x5e);
  expect(start).toBeGreaterThan(0);
  const damaged = good.slice();
  damaged.fill(0xff, start + 20, start + 60);
  expect(readNxmx(hdf5, good).panels[0]?.data).toEqual(pixels);
  expect(messageOf(() => readNxmx(hdf5, damaged))).toMatch(/cannot be unpacked/);
});

test('a chunk with a declared size larger than any frame is not read', () => {
  const size = { shape: [1, 1021, 1031], chunks: [1, 1021, 1031] };
  const good = withLink(hdf5, (data) =>
    data.create_dataset({ name: 'data', data: new Int32Array(1021 * 1031), ...size }),
  );
  expect(messageOf(() => readNxmx(hdf5, patched(good, 1021, 2 ** 30)))).toMatch(/HDF5/);
});

test.each(['../passwd', '/etc/passwd', 'a/../../b', ''])("'%s' is not the name of a neighbouring file", (name) => {
  const neighbours = [{ name, content: image }];
  expect(messageOf(() => readNxmx(hdf5, image, 1, { neighbours }))).toMatch(/not the name of a file in the folder/);
});

test('a neighbouring file without the dataset, or that is not HDF5, is named in the message', () => {
  const empty = withLink(hdf5, (data) => data.create_group('nothing'));
  const beside = (content: Uint8Array) => [{ name: 'passwd', content }];
  expect(messageOf(() => readNxmx(hdf5, VIRTUAL, 1, { neighbours: beside(empty) }))).toMatch(
    /'passwd', which has no dataset/,
  );
  expect(messageOf(() => readNxmx(hdf5, VIRTUAL, 1, { neighbours: beside(new Uint8Array(99)) }))).toMatch(/HDF5 file/);
  const large = claiming(hdf5, [HUGE, 8, 8]);
  expect(messageOf(() => readNxmx(hdf5, VIRTUAL, 1, { neighbours: beside(large) }))).toMatch(/HDF5 file/);
});
