import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNotOwn } from '@braggsim/core/node';

/** Beginning of the names of folders of this machine; several machines may share one place for temporary files. */
const ofMachine = (): string => `braggsim-native-${hostname()}-`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Removes the folders of processes that have ended without removing them: they were killed, or a worker thread of theirs was. */
export function removeLeftFolders(within: string): void {
  const start = ofMachine();
  for (const name of readdirSync(within)) {
    const pid = name.startsWith(start) ? Number(/^(\d+)-/.exec(name.slice(start.length))?.[1]) : NaN;
    const folder = join(within, name);
    if (Number.isNaN(pid) || isRunning(pid) || whyNotOwn(folder, 'folder') !== undefined) continue;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process removes it as well.
    }
  }
}

let ownFolder: string | undefined;
/** Returns a folder that is removed when the process ends: workers load from it until then. */
export function privateFolder(): string {
  if (ownFolder !== undefined) return ownFolder;
  removeLeftFolders(tmpdir());
  const folder = mkdtempSync(join(tmpdir(), `${ofMachine()}${process.pid}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  ownFolder = folder;
  return folder;
}
