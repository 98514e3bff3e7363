import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shardFiles, shardFolder } from './places';
import type { ShardRecord } from './record';

/** Moves the files of a damaged shard out of the way. */
export function rejectShard(out: string, { shard, files }: ShardRecord): void {
  const folder = shardFolder(out, shard);
  const rejected = join(out, 'rejected');
  mkdirSync(rejected, { recursive: true });
  for (const name of [shardFiles(shard).record, ...files.map((file) => file.name)]) {
    try {
      mkdirSync(dirname(join(rejected, name)), { recursive: true });
      renameSync(join(folder, name), join(rejected, name));
    } catch {
      // It is missing, which may be what is wrong.
    }
  }
}
