import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '@braggsim/core/node';

/** Hidden folders in which shards are being written: `.part-<shard>-<host>-<process>-<start of the process>`. */
const PART = /^\.part-(\d+)-(.+)-(\d+)-(\d+)$/;

/** Returns the time at which a process started, in the units of the system; 0 where it cannot be asked. Process ids are used again. */
export function startOf(pid: number | 'self'): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the command, in parentheses, may hold blanks.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return 0;
  }
}

let own: string | undefined;

/** Returns the name of the folder in which this process writes a shard. */
export function partName(shard: number): string {
  own ??= `${hostname()}-${process.pid}-${startOf('self')}`;
  return `.part-${shard}-${own}`;
}

/** Tells whether a process runs that started at a time; where a time cannot be asked, its id decides. */
function isAlive(pid: number, start: number): boolean {
  const found = startOf(pid);
  return isRunning(pid) && (start === 0 || found === 0 || found === start);
}

/** Tells whether nobody writes in a folder any more: its process is gone, or, on another host, it has not changed for a time. */
function isAbandoned(path: string, host: string, pid: number, start: number, staleMs: number): boolean {
  if (host === hostname()) return !isAlive(pid, start);
  try {
    return Date.now() - statSync(path).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

/** Lists the shards of a folder that other processes are writing, as far as is known. */
export function writtenByOthers(folder: string): readonly number[] {
  return readdirSync(folder).flatMap((name) => {
    const [, shard] = PART.exec(name) ?? [];
    return shard === undefined || name === partName(Number(shard)) ? [] : [Number(shard)];
  });
}

/**
 * Removes the folders of shards that were not finished and whose writers are gone.
 *
 * @param staleMs age from which folders of other hosts count as abandoned
 * @returns the shards that were being written
 */
export function removeAbandoned(folder: string, staleMs: number): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [, shard, host, pid, start] = PART.exec(name) ?? [];
    if (shard === undefined || host === undefined) return [];
    if (!isAbandoned(join(folder, name), host, Number(pid), Number(start), staleMs)) return [];
    rmSync(join(folder, name), { recursive: true, force: true });
    return [Number(shard)];
  });
}
