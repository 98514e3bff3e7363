import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Dataset } from 'h5wasm';
import { beforeAll, expect, test } from 'vitest';
import { addHdf5Plugin, createHdf5, type Hdf5, loadHdf5, takeBytes, withHdf5 } from './hdf5';
import { addPackedArray, type Packing } from './tree';

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
  const plugin = createRequire(import.meta.url).resolve('h5wasm-plugins/plugins/libH5Zbshuf.so');
  await addHdf5Plugin('libH5Zbshuf.so', new Uint8Array(readFileSync(plugin)));
});

const SHAPE = [150, 7] as const;
const EMPTY = new Uint32Array(150 * 7);
const BAD = EMPTY.map((_, i) => (i % 101 === 100 ? 2 ** 31 + i : 0));

/** Packs an array into a file, and returns what is in there. */
function packed(data: Uint32Array, packing: Packing) {
  const made = createHdf5(hdf5);
  addPackedArray(made.file, 'mask', data, SHAPE, packing);
  return withHdf5(hdf5, takeBytes(hdf5, made, Date.now()), (file) => {
    const { shape, value, metadata } = file.get('mask') as Dataset;
    return { shape, value, pieces: metadata.chunks };
  });
}

const gzip = { compression: 1, compression_opts: [4] };
/** The plug-in Neggia of XDS, which reads no gzip, takes the first piece for the whole array. */
const bslz4 = { compression: 32008, compression_opts: [0, 2] };
test.each([
  ['gzip', gzip, [64, 7]],
  ['bslz4', bslz4, [...SHAPE]],
  ['nothing', {}, null],
])(
  'an array that %s packs is read as it was, and is in pieces of some rows only where that is safe',
  (_, packing, pieces) => {
    for (const data of [EMPTY, BAD]) expect(packed(data, packing)).toEqual({ shape: [...SHAPE], value: data, pieces });
  },
);
