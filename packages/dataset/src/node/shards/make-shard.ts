import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { dataError, interrupted } from '@braggsim/core';
import type { PixelMask } from '@braggsim/core/derived';
import { asFileError, reasonOf } from '@braggsim/core/node';
import { type Plan, shotsOfShard } from '../../plan/plan';
import { type LabelRow, labelColumns } from '../../shot/label-row';
import type { Shot, ShotMaker } from '../../shot/make-shot';
import { labelsCsv, labelsParquet, spotsParquet } from '../layouts/label-tables';
import type { LayoutWriter } from '../layouts/layout-writer';
import { nxmxFile } from '../layouts/nxmx-file';
import { resonetFile } from '../layouts/resonet-file';
import { spotColumns } from '../layouts/spot-columns';
import { type StoredShot, storedShot } from '../layouts/stored-shot';
import { writeSynced, writeSyncedJson } from '../layouts/synced-file';
import { zarrGroup } from '../layouts/zarr-group';
import { shardFiles, shardFolder } from './places';
import { recordedFile, type ShardRecord } from './record';
import { partName } from './unfinished';

/** What the shards of a run have in common. */
export interface ShardContext {
  readonly out: string;
  readonly plan: Plan;
  readonly maker: ShotMaker;
  readonly hashes: { readonly plan: string; readonly layout: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly masks?: readonly (PixelMask | undefined)[] | undefined;
}

/** Supervision of a shard that is being made. */
export interface ShardSupervision {
  readonly signal?: AbortSignal | undefined;
  /** Called after every shot with the number of shots that are done. */
  readonly progress?: ((shots: number) => void) | undefined;
}

/** Digits of the digest of an image. */
const DIGEST_DIGITS = 16;

const digestOf = ({ buffer, byteOffset, byteLength }: Uint16Array): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
    .slice(0, DIGEST_DIGITS);

/** Completes the labels of a shot with its place and the digest of its image. */
export const placedLabels = (
  { labels }: Pick<Shot, 'labels'>,
  shard: number,
  row: number,
  stored: StoredShot | undefined,
): LabelRow => ({ ...labels, shard, row, digest: stored ? digestOf(stored.image) : '' });

/** Begins the files of all layouts of a plan. */
async function writersOf({ plan, masks }: ShardContext, part: string, shard: number): Promise<readonly LayoutWriter[]> {
  const { images } = plan;
  if (images === 'none') return [];
  const names = shardFiles(shard);
  return Promise.all(
    images.layouts.map((layout) => {
      if (layout === 'resonet') return resonetFile(join(part, names.resonet), plan, images);
      if (layout === 'zarr') return zarrGroup(join(part, names.zarr), plan, images);
      return nxmxFile(join(part, names.nxmx), images, masks);
    }),
  );
}

/** Lists the files of a folder and of those in it, by their paths, sorted. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

/** Waits until the disk has a file, or the names in a folder. */
function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a shard: its files are written under hidden names, renamed into place when all of them are complete, and the record of
 * the shard is written last. Without the record the shard does not exist.
 *
 * @throws BraggsimError (`interrupted`) when the signal is raised, (`data`) where its files cannot be written; nothing of the shard is
 * left then
 */
export async function makeShard(
  context: ShardContext,
  shard: number,
  supervision: ShardSupervision = {},
): Promise<ShardRecord> {
  const { out, plan, hashes, versions } = context;
  const started = performance.now();
  const folder = shardFolder(out, shard);
  const part = join(folder, partName(shard));
  try {
    mkdirSync(part, { recursive: true });
    const firstShot = shard * plan.shards.shots;
    const shots = shotsOfShard(plan, shard);
    await writeFiles(context, part, shard, firstShot, shots, supervision);
    const files = filesIn(part);
    for (const name of files) sync(join(part, name));
    const recorded = files.map((name) => recordedFile(part, name));
    // A Zarr group is a folder, which may be there from before: its files are renamed one by one like all others.
    for (const within of new Set(files.map(dirname))) mkdirSync(join(folder, within), { recursive: true });
    for (const name of files) renameSync(join(part, name), join(folder, name));
    const record: ShardRecord = {
      shard,
      plan: hashes.plan,
      layout: hashes.layout,
      firstShot,
      shots,
      files: recorded,
      versions,
      made: { at: new Date().toISOString(), host: hostname(), seconds: (performance.now() - started) / 1000 },
    };
    const { record: name } = shardFiles(shard);
    writeSyncedJson(join(part, name), record);
    sync(folder);
    renameSync(join(part, name), join(folder, name));
    sync(folder);
    return record;
  } catch (error) {
    throw asDiskError(error, shard, folder);
  } finally {
    removePart(part);
  }
}

/** Errors of the system for files that cannot be written until there is room. */
const DISK_ERRORS: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** Returns the error for a shard that the disk could not take; other errors of the system name their file. */
function asDiskError(error: unknown, shard: number, folder: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (!DISK_ERRORS.has(code)) return asFileError(error);
  const { bavail, bsize } = statfsSync(folder);
  const free = ((bavail * bsize) / 1e6).toFixed(1);
  return dataError({
    message: `cannot write ${path === undefined ? 'the files' : `'${path}'`} of shard ${shard} into '${folder}': ${reasonOf(error)}; ${free} MB are free; make room, and the same command goes on`,
    cause: error,
  });
}

/** Removes what is unfinished, as far as that is possible: the next run removes the rest. */
function removePart(part: string): void {
  try {
    rmSync(part, { recursive: true, force: true });
  } catch {
    // The reason is that of the error that ends the shard.
  }
}

async function writeFiles(
  context: ShardContext,
  part: string,
  shard: number,
  firstShot: number,
  shots: number,
  { signal, progress }: ShardSupervision,
): Promise<void> {
  const { plan, maker } = context;
  const writers = await writersOf(context, part, shard);
  const columns = labelColumns(plan);
  const rows: LabelRow[] = [];
  const spots = plan.labels.spots ? spotColumns() : undefined;
  try {
    for (let row = 0; row < shots; row++) {
      if (signal?.aborted) throw interrupted();
      const shot = await maker.make(firstShot + row);
      const stored = plan.images === 'none' ? undefined : storedShot(plan.images, shot);
      if (stored) for (const writer of writers) writer.add(shot, stored);
      spots?.add(shot.spots, stored?.frame);
      rows.push(placedLabels(shot, shard, row, stored));
      progress?.(row + 1);
    }
    for (const writer of writers) await writer.end(spots);
  } catch (error) {
    for (const writer of writers) writer.discard();
    throw error;
  }
  const names = shardFiles(shard);
  writeSynced(join(part, names.csv), [new TextEncoder().encode(labelsCsv(columns, rows))]);
  writeSynced(join(part, names.parquet), [await labelsParquet(columns, rows)]);
  if (spots) {
    const numbers = rows.map(({ shot }) => Number(shot));
    writeSynced(join(part, names.spots), [await spotsParquet(spots, numbers)]);
  }
}
