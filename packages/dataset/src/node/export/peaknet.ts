import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { usageError } from '@braggsim/core';
import { writeSynced, writeSyncedJson } from '../layouts/synced-file';
import { shardFiles, shardFolder } from '../shards/places';
import type { ShardRecord } from '../shards/record';
import { storedEntries, storedImages } from './exported-shots';

const LEVEL = 1;

/** Begins an array of Zarr 2 with a chunk for each entry, as that version of the library of Python reads it too. */
function zarr2Array(path: string, dtype: '<f4' | '|u1', [rows, columns]: readonly [number, number]) {
  mkdirSync(path, { recursive: true });
  let count = 0;
  return {
    append(values: Float32Array | Uint8Array): void {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeSynced(join(path, `${count++}.0.0`), [gzipSync(bytes, { level: LEVEL })]);
    },
    end(): void {
      const metadata = {
        zarr_format: 2,
        shape: [count, rows, columns],
        chunks: [1, rows, columns],
        dtype,
        compressor: { id: 'gzip', level: LEVEL },
        fill_value: 0,
        order: 'C',
        filters: null,
      };
      writeSyncedJson(join(path, '.zarray'), metadata);
    },
  };
}

/**
 * Writes the groups that PeakNet trains with: one for each shard with `images` (n, slow, fast) float32 and `labels`, the peak mask, as
 * they are stored, and the list of the groups.
 *
 * @param list name of the CSV file that lists the groups, one a line
 * @throws BraggsimError (`usage`) for a set without peak masks
 */
export async function writePeakNet(
  out: string,
  records: readonly ShardRecord[],
  folder: string,
  list: string,
): Promise<{ readonly frames: number; readonly groups: readonly string[] }> {
  const { layout, also } = await storedImages(out);
  if (!layout.includes('resonet') || !also.includes('peakMask')) {
    throw usageError(
      `'${out}' has no peak masks in the layout resonet: make it with images.layout resonet and also [peakMask]; the layout zarr is read as it is`,
    );
  }
  const groups: string[] = [];
  let frames = 0;
  for (const { shard } of records) {
    const name = shardFiles(shard).zarr;
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    writeSyncedJson(join(path, '.zgroup'), { zarr_format: 2 });
    const source = join(shardFolder(out, shard), shardFiles(shard).resonet);
    let arrays: readonly ReturnType<typeof zarr2Array>[] | undefined;
    for await (const { values, shape } of storedEntries(source, ['images', 'peak_mask'])) {
      const [images, labels] = values as [Uint16Array, Uint8Array];
      arrays ??= [zarr2Array(join(path, 'images'), '<f4', shape), zarr2Array(join(path, 'labels'), '|u1', shape)];
      arrays[0]?.append(Float32Array.from(images));
      arrays[1]?.append(labels);
      frames++;
    }
    for (const array of arrays ?? []) array.end();
    groups.push(name);
  }
  writeSynced(join(folder, list), [new TextEncoder().encode(groups.map((name) => `${name}\n`).join(''))]);
  return { frames, groups };
}
