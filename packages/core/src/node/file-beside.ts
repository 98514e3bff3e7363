import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { dataError } from '../errors';
import { reasonOf } from './system-errors';

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  // From one drive to another the way is absolute.
  return !isAbsolute(way) && !`${way}${sep}`.startsWith(`..${sep}`);
};

/**
 * The path of a file that a master file names, which must be a file in its folder or below: what a master file says is not
 * to be trusted with any other file of this machine.
 *
 * @throws BraggsimError (`data`) naming both files
 */
export function fileBeside(master: string, file: string): string {
  const folder = dirname(master);
  const path = join(folder, file);
  const refuse = (why: string, cause?: unknown) =>
    dataError({ message: `${master} has images in the file '${file}', ${why}`, found: file, cause });
  if (isAbsolute(file) || !isWithin(path, folder))
    throw refuse('which is not in its folder: only files there are read');
  if (!isWithin(realPath(path, refuse), realpathSync(folder))) {
    throw refuse('a symbolic link out of its folder: copy the file there');
  }
  if (!statSync(path).isFile()) throw refuse('which is no ordinary file');
  return path;
}

function realPath(path: string, refuse: (why: string, cause: unknown) => Error): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw refuse(`which cannot be read: ${reasonOf(error)}`, error);
  }
}
