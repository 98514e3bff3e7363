import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutputs } from '@braggsim/core/node';
import type { File } from 'h5wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChunkedDataset } from '../hdf5/chunked-object';
import { createHdf5, loadHdf5, takeBytes, withHdf5 } from '../nxmx/hdf5';
import { chunkStack } from './chunk-stack';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-stack-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SHAPE = [3, 5] as const;
const frameOf = (n: number): Int32Array => Int32Array.from({ length: 15 }, (_, i) => (n * 7919 + i * i) % 70_000);

/** A file of the library with a placeholder of the stack and other datasets. */
async function libraryFile(): Promise<Uint8Array> {
  const hdf5 = await loadHdf5();
  const since = Date.now();
  const made = createHdf5(hdf5);
  const group = made.file.create_group('entry');
  group.create_dataset({ name: 'data', data: Int32Array.of(0), shape: [1] });
  group.create_dataset({ name: 'angles', data: Float64Array.of(1, 2, 3), shape: [3] });
  group.create_dataset({ name: 'name', data: 'simulated' });
  return takeBytes(hdf5, made, since);
}

/** Writes a stack with so much room, and returns what `use` finds in the file. */
async function written<T>(
  name: string,
  gzip: number | undefined,
  { count, room }: { count: number; room: number },
  use: (file: File) => T,
) {
  const path = join(folder, name);
  const files = openOutputs([path]);
  const dataset: ChunkedDataset = { type: 'int32', shape: SHAPE, gzip };
  const stack = chunkStack(files.beginBehind(path, room), 'entry/data', dataset, room);
  for (let n = 0; n < count; n++) {
    stack.add(frameOf(n));
    if (n % 7 === 0) await stack.settled(2);
  }
  await stack.complete(await libraryFile());
  await files.commit();
  expect(readdirSync(folder)).toContain(name);
  return withHdf5(await loadHdf5(), new Uint8Array(readFileSync(path)), use);
}

test.each([
  ['compressed, with room for the rest', 4, 100, 2 ** 14],
  ['compressed, without room', 4, 70, 0],
  ['with too little room', 9, 3, 1024],
  ['not compressed', undefined, 65, 2 ** 14],
])('the library reads a stack: %s', async (_, gzip, count, room) => {
  const found = await written(`${gzip}-${count}.h5`, gzip, { count, room }, (file) => ({
    ...(({ shape, value }) => ({ shape, value }))(
      file.get('entry/data') as never as { shape: number[]; value: Int32Array },
    ),
    angles: (file.get('entry/angles') as never as { readonly value: Float64Array }).value,
    name: (file.get('entry/name') as never as { readonly value: string }).value,
  }));
  expect(found.shape).toEqual([count, ...SHAPE]);
  expect([...found.value]).toEqual(Array.from({ length: count }, (__, n) => [...frameOf(n)]).flat());
  expect([...found.angles]).toEqual([1, 2, 3]);
  expect(found.name).toBe('simulated');
});

test('a file without the dataset is refused, and leaves nothing', async () => {
  const path = join(folder, 'other.h5');
  const files = openOutputs([path]);
  const stack = chunkStack(files.beginBehind(path, 0), 'entry/images', { type: 'int32', shape: SHAPE, gzip: 4 }, 0);
  stack.add(frameOf(0));
  await expect(libraryFile().then((library) => stack.complete(library))).rejects.toThrow('no dataset entry/images');
  await files.discard();
  expect(readdirSync(folder).filter((name) => name.includes('other'))).toEqual([]);
});

test('an entry that cannot be compressed is a problem of the data, for all who wait for it', async () => {
  const path = join(folder, 'wrong.h5');
  const files = openOutputs([path]);
  const stack = chunkStack(files.beginBehind(path, 0), 'entry/data', { type: 'int32', shape: SHAPE, gzip: 99 }, 0);
  stack.add(frameOf(0));
  stack.add(frameOf(1));
  const failure = {
    tag: 'data',
    message: expect.stringMatching(/^cannot compress the images of \/entry\/data: .*level/),
  };
  await expect(stack.settled(0)).rejects.toMatchObject(failure);
  await expect(stack.complete(await libraryFile())).rejects.toMatchObject(failure);
  await files.discard();
});

test('entries that several wait for at once are all in the file', async () => {
  const path = join(folder, 'together.h5');
  const files = openOutputs([path]);
  const appended: number[] = [];
  const file = files.beginBehind(path, 0);
  const append = (bytes: Uint8Array) => {
    appended.push(bytes.length);
    file.append(bytes);
  };
  const stack = chunkStack({ ...file, append }, 'entry/data', { type: 'int32', shape: SHAPE, gzip: undefined }, 0);
  for (let n = 0; n < 5; n++) stack.add(frameOf(n));
  const settled = Array.from({ length: 5 }, () => stack.settled(0).then(() => appended.filter((n) => n === 60).length));
  expect(await Promise.all(settled)).toEqual([5, 5, 5, 5, 5]);
  await files.discard();
});
