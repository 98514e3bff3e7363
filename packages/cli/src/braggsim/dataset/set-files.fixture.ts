import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const isRecord = (name: string): boolean => /^shard-\d+\.json$/.test(name);

/** Computes the checksums of all files of a set but the records, which have times. */
export const checksums = (set: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(set, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !isRecord(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(set, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );

/** Counts the shards of the first folder of a set that have a record. */
export function finishedShards(set: string): number {
  const folder = join(set, 'shards/00000');
  return existsSync(folder) ? readdirSync(folder).filter(isRecord).length : 0;
}
