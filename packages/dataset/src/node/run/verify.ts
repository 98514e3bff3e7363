import { dataError } from '@braggsim/core';
import { philox } from '@braggsim/core/random';
import { labelColumns } from '../../shot/label-row';
import { labelsCsv } from '../layouts/label-tables';
import type { ShardContext } from '../shards/make-shard';
import { damages, type ShardRecord } from '../shards/record';
import { readManifest } from './manifest';
import { asRanges, numbersFrom, shardRange } from './ranges';
import { replayShot } from './replay';
import { finishedShards } from './status';
import { differingColumns, shardRows, type TextRow } from './stored-rows';

/** Result of a check of a data set. */
export interface Verification {
  readonly shards: number;
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
  /** Ranges of shards that are missing. */
  readonly missing: readonly string[];
  /** Shots that were made again and compared. */
  readonly replayed: readonly number[];
}

/** Returns the labels of a shot as the table of its shard would have them. */
async function freshRow(context: ShardContext, shot: number): Promise<TextRow> {
  const { labels } = await replayShot(context, shot);
  const { parse } = await import('csv-parse/sync');
  const [row] = parse(labelsCsv(labelColumns(context.plan), [labels]), { columns: true }) as TextRow[];
  return row as TextRow;
}

/**
 * Makes a shot again and compares its labels, the digest of its image included, with those of its shard.
 *
 * @returns what differs; undefined where nothing does
 * @throws BraggsimError (`data`) where the shard is missing
 */
export async function compareShot(context: ShardContext, out: string, shot: number): Promise<string | undefined> {
  const fresh = await freshRow(context, shot);
  const rows = await shardRows(out, Number(fresh.shard));
  const there = rows[Number(fresh.row)];
  if (!there) throw dataError(`shard ${fresh.shard} of '${out}' has no row ${fresh.row}`);
  const columns = differingColumns(fresh, there);
  if (columns.length === 0) return undefined;
  const what = columns.includes('digest') ? 'its image and its labels' : 'its labels';
  return `shot ${shot} differs from shard ${fresh.shard} in ${what}: ${columns.slice(0, 8).join(', ')}`;
}

/** Chooses different shots of the finished shards, the same ones for the same data set. */
function chosenShots(records: readonly ShardRecord[], count: number): readonly number[] {
  const total = records.reduce((sum, { shots }) => sum + shots, 0);
  const places = new Set<number>();
  const words = new Uint32Array(4);
  for (let draw = 0; places.size < Math.min(count, total); draw++) {
    philox(Uint32Array.of(draw, 0, total, 0), Uint32Array.of(0x7665, 0x7269), words);
    places.add(Math.floor(((words[0] as number) / 2 ** 32) * total));
  }
  return [...places].map((place) => {
    let left = place;
    for (const { firstShot, shots } of records) {
      if (left < shots) return firstShot + left;
      left -= shots;
    }
    return 0;
  });
}

/**
 * Checks the files of a data set against its records, and shots against new ones of the plan.
 *
 * @param replay number of shots that are made again
 * @param context plan of the data set; needed for that alone
 */
export async function verifyDataset(
  out: string,
  { shards: text, replay = 0 }: { readonly shards?: string | undefined; readonly replay?: number },
  context?: ShardContext,
): Promise<Verification> {
  const manifest = readManifest(out);
  const [first, last] = shardRange(text, manifest.shards);
  const records = finishedShards(out).filter(({ shard }) => shard >= first && shard <= last);
  const there = new Set(records.map(({ shard }) => shard));
  const problems = records.flatMap((record) => damages(out, record));
  for (const { shard, shots } of records) {
    if (problems.some((problem) => problem.startsWith(`shard ${shard}:`))) continue;
    const rows = await shardRows(out, shard);
    if (rows.length !== shots) problems.push(`shard ${shard}: its labels have ${rows.length} rows, expected ${shots}`);
  }
  const replayed = replay > 0 && context ? chosenShots(records, replay) : [];
  for (const shot of replayed) {
    const problem = context && (await compareShot(context, out, shot));
    if (problem !== undefined) problems.push(problem);
  }
  const missing = asRanges(numbersFrom(first, last).filter((shard) => !there.has(shard)));
  return { shards: records.length, problems, missing, replayed };
}
