import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, thisMachine, whyNotOwn } from '@braggsim/core/node';

/** Folders of native code: `braggsim-native-1a2b3c4d-4711-Xyz123`, with the machine and the process. */
const FOLDER = /^braggsim-native-([0-9a-f]{8})-(\d+)-/;

/** Lists the names in a folder; none of one that may be written to and not listed. */
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Removes the folders of processes that have ended without removing them: they were killed, or a worker thread of theirs was. */
export function removeLeftFolders(within: string): void {
  for (const name of names(within)) {
    const [, machine, pid] = FOLDER.exec(name) ?? [];
    const folder = join(within, name);
    if (machine !== thisMachine() || isRunning(Number(pid)) || whyNotOwn(folder, 'folder') !== undefined) continue;
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
  const folder = mkdtempSync(join(tmpdir(), `braggsim-native-${thisMachine()}-${process.pid}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  ownFolder = folder;
  return folder;
}
