import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';
import { shardFiles, shardFolder } from '../shards/places';

/** A row of labels as its table has it: names and texts. */
export type TextRow = Readonly<Record<string, string>>;

/**
 * Reads the label table of a shard.
 *
 * @throws BraggsimError (`data`) where it cannot be read
 */
export const readLabels = (out: string, shard: number): Buffer => ofLabels(out, shard, (path) => readFileSync(path));

/** Reads the rows of the label table of a shard. */
export async function shardRows(out: string, shard: number): Promise<readonly TextRow[]> {
  const { parse } = await import('csv-parse/sync');
  return ofLabels(out, shard, (path) => parse(readFileSync(path, 'utf8'), { columns: true }) as TextRow[]);
}

/** Reads something from the label table of a shard. */
function ofLabels<T>(out: string, shard: number, read: (path: string) => T): T {
  const path = join(shardFolder(out, shard), shardFiles(shard).csv);
  try {
    return read(path);
  } catch (error) {
    throw dataError({
      message: `cannot read the labels of shard ${shard}, '${path}': ${reasonOf(error)}`,
      cause: error,
    });
  }
}

/** Lists the columns in which two rows of labels differ. */
export const differingColumns = (a: TextRow, b: TextRow): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
