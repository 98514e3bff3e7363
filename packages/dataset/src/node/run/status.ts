import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shotsOfShard } from '../../plan/plan';
import { bytesOfShard, readRecord, type ShardRecord } from '../shards/record';
import { readManifest } from './manifest';
import { asRanges, numbersFrom } from './ranges';

/** State of the data set in a folder. */
export interface DatasetStatus {
  readonly plan: string;
  readonly layout: string;
  readonly shots: number;
  readonly shards: number;
  readonly done: number;
  /** Ranges of shards that are missing. */
  readonly missing: readonly string[];
  /** Files that were damaged and moved out of the way. */
  readonly rejected: number;
  readonly bytes: number;
  /** Images per second and worker, over the finished shards. */
  readonly imagesPerS: number;
}

/** Reads the records of the finished shards of a data set. */
export function finishedShards(out: string): readonly ShardRecord[] {
  const { shards, shots, shotsPerShard, plan, layout } = readManifest(out);
  return numbersFrom(0, shards - 1).flatMap((shard) => {
    const record = readRecord(out, shard);
    const expected = shotsOfShard({ shots, shards: { shots: shotsPerShard } }, shard);
    return record && record.plan === plan && record.layout === layout && record.shots === expected ? [record] : [];
  });
}

/**
 * Tells what of a data set is there, from the records of its shards.
 *
 * @throws BraggsimError (`data`) for a folder without a data set
 */
export function datasetStatus(out: string): DatasetStatus {
  const { plan, layout, shots, shards } = readManifest(out);
  const records = finishedShards(out);
  const done = new Set(records.map(({ shard }) => shard));
  const made = records.reduce((sum, record) => sum + record.shots, 0);
  const seconds = records.reduce((sum, record) => sum + record.made.seconds, 0);
  const rejected = join(out, 'rejected');
  return {
    plan,
    layout,
    shots,
    shards,
    done: records.length,
    missing: asRanges(numbersFrom(0, shards - 1).filter((shard) => !done.has(shard))),
    rejected: existsSync(rejected) ? readdirSync(rejected).length : 0,
    bytes: records.reduce((sum, record) => sum + bytesOfShard(record), 0),
    imagesPerS: seconds > 0 ? Number((made / seconds).toPrecision(4)) : 0,
  };
}
