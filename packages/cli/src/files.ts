import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataError, isBraggsimError } from '@braggsim/core';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
};

/** What a system error means, in words. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
};

/**
 * The bytes of an input file.
 *
 * @param what the file is, for the message: `reflection file`
 * @throws BraggsimError (`data`) when it cannot be read
 */
export function readInput(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw dataError({ message: `cannot read the ${what} '${path}': ${reasonOf(error)}`, found: path, cause: error });
  }
}

/** The largest file that is unpacked: a list of all reflections of a large cell has about a tenth of it. */
const LARGEST_UNPACKED = 2 ** 30;

/**
 * The bytes of an input file, unpacked where they are packed with gzip.
 *
 * @throws BraggsimError (`data`) when it cannot be read or unpacked
 */
export function readPackedInput(path: string, what: string): Uint8Array {
  const bytes = readInput(path, what);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED });
  } catch (error) {
    const reason = (error as Error).message;
    throw dataError({ message: `cannot unpack the ${what} '${path}': ${reason}`, found: path, cause: error });
  }
}

/** Runs a parser; what it has to complain about names the file. */
export function inFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!isBraggsimError(error, 'data') || error.message.includes(path)) throw error;
    throw dataError({ message: `${path}: ${error.message}`, cause: error });
  }
}

export const readText = (path: string, what: string): string => new TextDecoder().decode(readInput(path, what));

/** The outputs of one run: all of them appear under their names, or none does. */
export interface OutputFiles {
  /** Writes a file under a temporary name beside its own. */
  write(path: string, chunks: readonly Uint8Array[]): void;
  /** Gives every file written so far its name. */
  commit(): void;
  /** Removes what was written and not committed. */
  discard(): void;
}

/**
 * Checks before any work that every output can be written.
 *
 * @throws BraggsimError (`data`) for a folder that does not exist or may not be written, or a name that is a folder
 */
export function openOutputs(paths: readonly string[]): OutputFiles {
  for (const path of paths) checkWritable(path);
  const pending = new Map<string, string>();
  const discard = () => {
    for (const temporary of pending.values()) rmSync(temporary, { force: true });
    pending.clear();
  };
  return {
    write: (path, chunks) => {
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
      pending.set(path, temporary);
      try {
        writeAll(temporary, chunks);
      } catch (error) {
        discard();
        throw dataError({ message: `cannot write '${path}': ${reasonOf(error)}; no output was changed`, cause: error });
      }
    },
    commit: () => {
      for (const [path, temporary] of pending) renameSync(temporary, path);
      pending.clear();
    },
    discard,
  };
}

function checkWritable(path: string): void {
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  } catch (error) {
    throw dataError({ message: `cannot write '${path}': ${reasonOf(error)}`, found: path, cause: error });
  }
}

function writeAll(path: string, chunks: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk of chunks) {
      for (let start = 0; start < chunk.length; ) start += writeSync(file, chunk, start);
    }
  } finally {
    closeSync(file);
  }
}

/** Makes an output folder where it is missing. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw dataError({ message: `cannot make the folder '${path}': ${reasonOf(error)}`, cause: error });
  }
}
