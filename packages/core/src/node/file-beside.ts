import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { dataError } from '../errors';
import { reasonOf } from './system-errors';

const isWithin = (path: string, folder: string): boolean => {
  const route = relative(folder, path);
  // The relative path from one drive to another is absolute.
  return !isAbsolute(route) && !`${route}${sep}`.startsWith(`..${sep}`);
};

/**
 * Returns the path of a file that a master file names. It must lie in the folder of the master file or below: a master
 * file from elsewhere must not make this program read other files.
 *
 * @throws BraggsimError (`data`) with the names of both files
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
  if (!statSync(path).isFile()) throw refuse('which is not a regular file');
  return path;
}

function realPath(path: string, refuse: (why: string, cause: unknown) => Error): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw refuse(`which cannot be read: ${reasonOf(error)}`, error);
  }
}
