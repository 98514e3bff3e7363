import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChunkedDataset } from '@braggsim/detector-io/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendChunks } from './chunked-hdf5';
import { openHdf5 } from './hdf5-file';
import { resonetTemplate } from './resonet-template';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-chunks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHAPE = [3, 5] as const;

/** Entry of a dataset by its number. */
const entryOf = (n: number): Int32Array => Int32Array.from({ length: 15 }, (_, i) => (n * 7919 + i * i) % 70_000);

/** The HDF5 library, for reading. */
async function read(path: string) {
  const { default: library } = await import('h5wasm/node');
  await library.ready;
  return new library.File(path, 'r');
}

it.each([
  ['one chunk', 1, 4],
  ['a full node', 64, 4],
  ['two levels, by zlib', 65, 9],
  ['three levels, not compressed', 4200, undefined],
])('the library reads chunks through their index: %s', async (_, count, gzip) => {
  const path = join(folder, `chunks-${count}.h5`);
  writeFileSync(path, resonetTemplate());
  const chunks = appendChunks(path);
  const images: ChunkedDataset = { type: 'int32', shape: SHAPE, gzip };
  const column: ChunkedDataset = { type: 'float32', shape: [2], gzip, entries: 3 };
  for (let n = 0; n < count; n++) chunks.append('images', images, entryOf(n));
  const table = Float32Array.of(1.5, -2, 3, 1e-9, Number.NaN, 7);
  chunks.append('spots/column', column, table);
  chunks.end();
  const file = await openHdf5(path, true);
  file.group('spots');
  // Several more names, so that the symbol table has more than one node.
  for (let i = 0; i < 20; i++) file.put(`more${i}`, Uint8Array.of(i), [1]);
  for (const name of ['images', 'spots/column']) file.put(name, Uint8Array.of(0), [1]);
  file.close();
  chunks.link();

  const found = await read(path);
  try {
    const dataset = found.get('images') as never as { readonly shape: readonly number[]; readonly value: Int32Array };
    expect(dataset.shape).toEqual([count, ...SHAPE]);
    expect(dataset.value).toBeInstanceOf(Int32Array);
    const expected = Array.from({ length: count }, (__, n) => [...entryOf(n)]).flat();
    expect(Buffer.compare(Buffer.from(dataset.value.buffer), Buffer.from(Int32Array.from(expected).buffer))).toBe(0);
    const read = found.get('spots/column') as never as {
      readonly shape: readonly number[];
      readonly value: Float32Array;
    };
    expect(read.shape).toEqual([3, 2]);
    expect([...read.value]).toEqual([...table]);
    expect((found.get('more13') as never as { readonly value: Uint8Array }).value[0]).toBe(13);
  } finally {
    found.close();
  }
});

it('chunks that wait in a file of their own come to the end of one that is made later', async () => {
  const path = join(folder, 'later.h5');
  const chunks = appendChunks(path, true);
  for (let n = 0; n < 70; n++) chunks.append('entry/data/data', { type: 'int32', shape: SHAPE, gzip: 4 }, entryOf(n));
  const file = await openHdf5(path);
  file.group('entry');
  file.group('entry/data');
  file.put('entry/data/data', Uint8Array.of(0), [1]);
  file.put('entry/other', Float64Array.of(1, 2, 3), [3]);
  file.close();
  chunks.end();
  chunks.link();
  expect(readdirSync(folder).filter((name) => name.startsWith('later'))).toEqual(['later.h5']);
  const found = await read(path);
  try {
    const { value } = found.get('entry/data/data') as never as { readonly value: Int32Array };
    expect([...value.subarray(69 * 15)]).toEqual([...entryOf(69)]);
    expect([...(found.get('entry/other') as never as { readonly value: Float64Array }).value]).toEqual([1, 2, 3]);
  } finally {
    found.close();
  }
});

it('says which dataset the file lacks', async () => {
  const path = join(folder, 'none.h5');
  writeFileSync(path, resonetTemplate());
  const chunks = appendChunks(path);
  chunks.append('images', { type: 'int32', shape: SHAPE, gzip: 4 }, entryOf(0));
  chunks.end();
  (await openHdf5(path, true)).close();
  expect(() => chunks.link()).toThrow(/no dataset images/);
});

const IMAGES: ChunkedDataset = { type: 'int32', shape: SHAPE, gzip: undefined };

/** Begins an appender whose chunks are in a file of their own, with some images. */
const begunApart = (path: string) => {
  const chunks = appendChunks(path, true);
  for (let n = 0; n < 3; n++) chunks.append('images', IMAGES, entryOf(n));
  return chunks;
};

it('chunks in a file of their own stay there when the end fails, until they are discarded', () => {
  const path = join(folder, 'missing.h5');
  const chunks = begunApart(path);
  expect(() => chunks.end()).toThrow(/ENOENT.*missing\.h5/);
  expect(existsSync(`${path}.chunks`)).toBe(true);
  chunks.discard();
  expect(existsSync(`${path}.chunks`)).toBe(false);
  chunks.discard();

  const begun = begunApart(path);
  begun.discard();
  expect(readdirSync(folder).filter((name) => name.startsWith('missing'))).toEqual([]);
});

it('chunks that another program has cut off are an error', () => {
  const path = join(folder, 'cut.h5');
  writeFileSync(path, resonetTemplate());
  const chunks = begunApart(path);
  truncateSync(`${path}.chunks`, 100);
  expect(() => chunks.end()).toThrow(/cut\.h5\.chunks' ends at byte 100 of 188/);
  chunks.discard();
});

/** Files of the folder that the process has open (Linux). */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(folder));

it.skipIf(!existsSync('/dev/full'))('a full disk ends the move of chunks with both files closed (Linux)', () => {
  const path = join(folder, 'full.h5');
  symlinkSync('/dev/full', path);
  const chunks = begunApart(path);
  expect(openFiles()).toEqual([`${path}.chunks`]);
  expect(() => chunks.end()).toThrow(/ENOSPC/);
  chunks.discard();
  expect(openFiles()).toEqual([]);
  expect(existsSync(`${path}.chunks`)).toBe(false);
});
