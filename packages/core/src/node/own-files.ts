import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Permission of group and others to write. */
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** Returns why a folder or file is not safe to load code or data from, or undefined if only this user can have written it. */
export function whyNotOwn(path: string, kind: 'folder' | 'file'): string | undefined {
  try {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return `${path} is a symbolic link`;
    if (!(kind === 'folder' ? found.isDirectory() : found.isFile())) return `${path} is not a ${kind}`;
    if (found.uid !== process.getuid?.()) return `${path} belongs to another user`;
    if ((found.mode & WRITABLE_BY_OTHERS) !== 0) return `${path} can be written by other users`;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};

/**
 * Makes a folder that only this user can read, and those above it that are missing, one by one: making them all at once
 * never ends below /proc in Node 20.
 *
 * @returns why it cannot be used, or undefined
 */
export function makeOwnFolder(path: string): string | undefined {
  try {
    const missing: string[] = [];
    let above = path;
    while (!exists(above)) {
      missing.unshift(above);
      above = dirname(above);
    }
    if (missing.length > 0) {
      // A super-user with the home of someone else would put files there that belong to the wrong one.
      const { uid, mode } = lstatSync(above);
      if (uid !== process.getuid?.() && (mode & STICKY) === 0) return `${above} belongs to another user`;
    }
    for (const folder of missing) {
      try {
        mkdirSync(folder, { mode: 0o700 });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    return `${path} cannot be made: ${(error as Error).message}`;
  }
  return whyNotOwn(path, 'folder');
}
