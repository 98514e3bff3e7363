import { readFileSync, writeFileSync } from 'node:fs';
import { FileSystemStore } from '@zarrita/storage';
import { afterAll, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { runDataset, verifyDataset } from '../index';
import { folder, SMALL_PLAN } from '../small-plan.fixture';
import { crc32c } from './zarr-array';

const here = folder();
afterAll(() => here.remove());

test('a checksum is that of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

test.each(['gzip', 'none'])('zarrita reads what the other layout has (compression %s)', async (compression) => {
  const text = SMALL_PLAN.replace('layout: [resonet, nxmx]', `layout: [zarr, resonet], compression: ${compression}`);
  const also = text.replace('also: [expected, peakMask]', 'also: [expected, peakMask, energy, hkl]');
  const planFile = here.put('plan.yaml', also.replace('shots: 6', 'shots: 4'));
  const out = here.at(compression);
  expect(await runDataset({ planFile, out, versions: {}, workers: 1 })).toMatchObject({ made: 2 });
  const group = `${out}/shards/00000/shard-00001.zarr`;
  const store = zarr.root(new FileSystemStore(group));
  const read = async (name: string) => {
    const array = await zarr.open.v3(store.resolve(name), { kind: 'array' });
    return { attributes: array.attrs, ...(await zarr.get(array)) };
  };
  await zarr.open.v3(store, { kind: 'group' });
  const library = (await import('h5wasm/node')).default;
  await library.ready;
  const file = new library.File(`${out}/shards/00000/compressed00001.h5`, 'r');
  const stored = (name: string) => file.get(name) as unknown as { value: ArrayLike<number>; shape: number[] };
  try {
    for (const [name, other] of [
      ['images', 'images'],
      ['labels', 'peak_mask'],
      ['images_mean', 'images_mean'],
      ['truth', 'truth'],
      ['energy', 'energy'],
      ['hkl', 'hkl'],
    ] as const) {
      const { data, shape } = await read(name);
      expect(shape, name).toEqual(stored(other).shape);
      expect(data, name).toEqual(stored(other).value);
    }
    const truth = file.get('truth') as unknown as { attrs: { names: { value: string[] } } };
    expect((await read('truth')).attributes.names).toEqual(truth.attrs.names.value);
  } finally {
    file.close();
  }
  // What is damaged within a group is found, moved away and made again, with the same bytes.
  const object = `${group}/images/c/0/0/0`;
  const bytes = readFileSync(object);
  writeFileSync(
    object,
    bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
  );
  const { problems } = await verifyDataset(out, {});
  expect(problems).toEqual([expect.stringContaining('shard 1: shard-00001.zarr/images/c/0/0/0 has the SHA-256')]);
  expect(await runDataset({ planFile, out, versions: {}, workers: 1 })).toMatchObject({ made: 1, kept: 1 });
  expect(readFileSync(object)).toEqual(bytes);
});
