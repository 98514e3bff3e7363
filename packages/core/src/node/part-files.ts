import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning, thisMachine } from './running-process';

/** Hidden files beside outputs that are being written: `.image.cbf.1a2b3c4d-4711.part`. */
const PART = /^\..+\.([0-9a-f]{8})-(\d+)\.part$/;

/** Returns the temporary name of an output: hidden, beside it, and with the process that writes it. */
export const partFile = (path: string, pid: number = process.pid): string =>
  join(dirname(path), `.${basename(path)}.${thisMachine()}-${pid}.part`);

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
    if (where !== thisMachine() || pid === undefined || isRunning(Number(pid))) continue;
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
