import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataError, isBraggsimError } from '../errors';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name already exists',
  ENOTDIR: 'part of the path is not a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links form a loop',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  EIO: 'the device failed',
  ERR_FS_FILE_TOO_LARGE: 'it has more than 2 GiB',
};

/**
 * Returns the code of a system error. Making a folder with its parents fails with ENOENT where its first parent that exists cannot be
 * written to, whatever the reason: that reason is returned.
 */
function codeOf({ code, syscall, path }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT' || syscall !== 'mkdir' || path === undefined) return code ?? '';
  let parent = dirname(resolve(path));
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? code;
  }
  return code;
}

/** Describes a system error in words; unknown errors are described by their own message. */
export const reasonOf = (error: unknown): string =>
  reasons[codeOf(error as NodeJS.ErrnoException)] ?? (error as Error).message;

/** What system calls do, for messages. */
const actions: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  fsync: 'write',
  mkdir: 'make the folder',
  rename: 'rename',
  scandir: 'list',
  unlink: 'remove',
  rm: 'remove',
  rmdir: 'remove',
};

/** Converts an error of the system about a file to a BraggsimError (`data`) that names the file and the reason; returns others as they are. */
export function asFileError(error: unknown): unknown {
  if (!(error instanceof Error) || isBraggsimError(error)) return error;
  const { syscall, path } = error as NodeJS.ErrnoException;
  const action = actions[syscall ?? ''];
  if ((action ?? path) === undefined || !(codeOf(error) in reasons)) return error;
  // Errors of open files have no paths.
  const what = path === undefined ? 'a file' : `'${path}'`;
  return dataError({
    message: `cannot ${action ?? 'use'} ${what}: ${reasonOf(error)}`,
    ...(path !== undefined && { found: path }),
    cause: error,
  });
}
