import { join, relative } from 'node:path';
import { dataError, usageError } from '@braggsim/core';
import { makeFolder } from '@braggsim/core/node';
import { labelsParquetOfText } from '../layouts/label-tables';
import { virtualFile } from '../layouts/virtual-hdf5';
import { shardFiles, shardFolder } from '../shards/places';
import { damages, type ShardRecord } from '../shards/record';
import { type Manifest, readManifest } from './manifest';
import { replace, replaceByChunks } from './replace';
import { finishedShards } from './status';
import { readLabels, shardRows } from './stored-rows';

/** What was merged. */
export interface Merged {
  readonly shards: number;
  readonly shots: number;
  readonly files: readonly string[];
}

/** Returns the label tables of all shards one behind the other, with the names of the columns once. */
function* csvOf(out: string, records: readonly ShardRecord[]): Iterable<Uint8Array> {
  for (const [i, { shard }] of records.entries()) {
    const table = readLabels(out, shard);
    yield i === 0 ? table : table.subarray(table.indexOf('\n') + 1);
  }
}

/**
 * Checks that the files which are merged are there in full.
 *
 * @throws BraggsimError (`data`) naming those that are not
 */
function checkFiles(out: string, records: readonly ShardRecord[], names: readonly ('csv' | 'resonet')[]): void {
  const problems = records.flatMap((record) => {
    const wanted = names.map((name) => shardFiles(record.shard)[name]);
    const files = record.files.filter(({ name }) => wanted.includes(name));
    return damages(out, { ...record, files }, { trust: true });
  });
  if (problems.length > 0) throw dataError([...problems, `'dataset run' makes them again`].join('\n'));
}

/** Shards whose labels are converted at once. */
const SHARDS_AT_ONCE = 1000;

async function mergeParquet(
  out: string,
  records: readonly ShardRecord[],
  manifest: Manifest,
  folder: string,
): Promise<string[]> {
  const names: string[] = [];
  for (let first = 0; first < records.length; first += SHARDS_AT_ONCE) {
    const some = records.slice(first, first + SHARDS_AT_ONCE);
    const rows = (await Promise.all(some.map(({ shard }) => shardRows(out, shard)))).flat();
    const name =
      records.length <= SHARDS_AT_ONCE
        ? 'labels.parquet'
        : `labels-${String(first / SHARDS_AT_ONCE).padStart(5, '0')}.parquet`;
    replace(folder, name, await labelsParquetOfText(manifest.columns, rows));
    names.push(name);
  }
  return names;
}

/** Describes all shards: first shot, number of shots and files with their SHA-256. */
const indexOf = (out: string, { plan, layout, shots }: Manifest, records: readonly ShardRecord[]): string =>
  `${JSON.stringify({
    plan,
    layout,
    shots,
    shards: records.map(({ shard, firstShot, shots: count, files }) => ({
      shard,
      firstShot,
      shots: count,
      files: files.map(({ name, sha256 }) => ({
        file: relative(out, join(shardFolder(out, shard), name)).replaceAll('\\', '/'),
        sha256,
      })),
    })),
  })}\n`;

/**
 * Writes a file whose datasets are those of the Resonet files of all shards.
 *
 * @returns its name
 * @throws BraggsimError (`usage`) for a set without that layout
 */
function writeMaster(out: string, folder: string, { arrays }: Manifest, records: readonly ShardRecord[]): string {
  if (arrays.length === 0)
    throw usageError('--hdf5 puts the files of the Resonet layout together, which this set does not have');
  const parts = records.map(({ shard, shots: count }) => {
    const path = join(shardFolder(out, shard), shardFiles(shard).resonet);
    return { file: relative(folder, path).replaceAll('\\', '/'), count };
  });
  replace(folder, 'master.h5', virtualFile(arrays.map((array) => ({ ...array, parts }))));
  return 'master.h5';
}

/**
 * Puts the label tables of the finished shards together, and writes an index of their files, into the folder `merged`; with `hdf5`
 * also `master.h5`, through which the images of all shards are read as one dataset.
 *
 * @throws BraggsimError (`data`) for files that are missing or cut off, and for a folder that cannot be written to
 */
export async function mergeDataset(out: string, { hdf5 = false } = {}): Promise<Merged> {
  const manifest = readManifest(out);
  const records = finishedShards(out);
  const folder = join(out, 'merged');
  checkFiles(out, records, hdf5 ? ['csv', 'resonet'] : ['csv']);
  makeFolder(folder);
  replaceByChunks(folder, 'labels.csv', csvOf(out, records));
  const tables = await mergeParquet(out, records, manifest, folder);
  replace(folder, 'index.json', indexOf(out, manifest, records));
  const master = hdf5 ? [writeMaster(out, folder, manifest, records)] : [];
  return {
    shards: records.length,
    shots: records.reduce((sum, { shots }) => sum + shots, 0),
    files: ['labels.csv', ...tables, 'index.json', ...master].map((name) => join(folder, name)),
  };
}
