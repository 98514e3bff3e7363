import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '@braggsim/core';
import { shardFiles, shardFolder } from '../shards/places';

/** A row of labels as its table has it: names and texts. */
export type TextRow = Readonly<Record<string, string>>;

/** Reads the rows of the label table of a shard. */
export async function shardRows(out: string, shard: number): Promise<readonly TextRow[]> {
  const { parse } = await import('csv-parse/sync');
  const path = join(shardFolder(out, shard), shardFiles(shard).csv);
  try {
    return parse(readFileSync(path, 'utf8'), { columns: true }) as TextRow[];
  } catch (error) {
    throw dataError({
      message: `cannot read the labels of shard ${shard}, '${path}': ${(error as Error).message}`,
      cause: error,
    });
  }
}

/** Lists the columns in which two rows of labels differ. */
export const differingColumns = (a: TextRow, b: TextRow): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
