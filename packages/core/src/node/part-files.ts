import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { shortHash } from './short-hash';

/** Hidden files beside outputs that are being written: `.image.cbf.1a2b3c4d-4711.part`. */
const PART = /^\..+\.([0-9a-f]{8})-(\d+)\.part$/;

let ownMachine: string | undefined;

/** Returns where process ids are those of this process: a machine, and a container on it. */
function machine(): string {
  ownMachine ??= shortHash(`${hostname()} ${processNamespace()}`);
  return ownMachine;
}

/** Names the set of processes that see each other's ids, on systems that have several; empty on others. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Returns the temporary name of an output: hidden, beside it, and with the process that writes it. */
export const partFile = (path: string, pid: number = process.pid): string =>
  join(dirname(path), `.${basename(path)}.${machine()}-${pid}.part`);

/** Tells whether a process of this machine runs; one that may not be asked does. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Removes the temporary files that processes which were killed left in a folder. Those of processes that run, of other machines and of
 * other containers stay. A folder that cannot be listed, or a file that cannot be removed, is left as it is: it was in nobody's way.
 *
 * @returns the names of the files removed
 */
export function removeDeadParts(folder: string): readonly string[] {
  const removed: string[] = [];
  for (const name of names(folder)) {
    const [, where, pid] = PART.exec(name) ?? [];
    if (where !== machine() || pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    try {
      if (!lstatSync(path).isFile()) continue;
      rmSync(path);
      removed.push(name);
    } catch {
      // Another run that starts now may have removed it.
    }
  }
  return removed;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
