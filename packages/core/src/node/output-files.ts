import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataError, usageError } from '../errors';
import { partFile, removeDeadParts } from './part-files';
import { reasonOf } from './system-errors';

/** The output files of one run, which appear under their names together or not at all. */
export interface OutputFiles {
  /** Writes a file under a temporary name in the folder of its path. */
  write(path: string, chunks: readonly Uint8Array[]): void;
  /** Renames every file written so far to its path. */
  commit(): void;
  /** Removes the files that were written and not committed. */
  discard(): void;
}

/** The place to which an output is written. */
interface Target {
  /** Path with symbolic links resolved. */
  readonly path: string;
  /** Whether this is a device or a pipe, such as `/dev/null`. It is written directly: renaming a file would replace it. */
  readonly special: boolean;
}

/**
 * Prepares the outputs of a run: checks that each of them can be written before any work begins, and removes the temporary
 * files that killed runs left in the folders of the outputs.
 *
 * @throws BraggsimError (`data`) when a folder does not exist or is not writable, or a path is that of a folder;
 * (`usage`) when two paths name the same file
 */
export function openOutputs(paths: readonly string[]): OutputFiles {
  const files = new Set<string>();
  for (const path of paths) {
    const target = checkedTarget(path);
    if (!target.special && files.has(target.path)) throw usageError(`two outputs have the same name: '${path}'`);
    files.add(target.path);
  }
  for (const folder of new Set(Array.from(files, (path) => dirname(path)))) removeDeadParts(folder);
  const pending = new Map<string, string>();
  const direct = new Map<string, readonly Uint8Array[]>();
  const discard = () => {
    for (const temporary of pending.values()) rmSync(temporary, { force: true });
    pending.clear();
    direct.clear();
  };
  /** Runs a step of writing, and removes all temporary files if it fails. */
  const step = (path: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      discard();
      throw cannotWrite(path, error, '; nothing was left behind');
    }
  };
  return {
    write: (path, chunks) =>
      step(path, () => {
        const target = targetOf(path);
        if (target.special) direct.set(target.path, chunks);
        else {
          const temporary = partFile(target.path);
          pending.set(target.path, temporary);
          writeAll(temporary, chunks);
        }
      }),
    commit: () => {
      // Devices come first: if one is full, no file must have been renamed yet.
      for (const [path, chunks] of direct) step(path, () => writeAll(path, chunks));
      direct.clear();
      for (const [path, temporary] of pending) {
        step(path, () => renameSync(temporary, path));
        pending.delete(path);
      }
    },
    discard,
  };
}

const cannotWrite = (path: string, error: unknown, remark = '') =>
  dataError({ message: `cannot write '${path}': ${reasonOf(error)}${remark}`, found: path, cause: error });

function targetOf(path: string): Target {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (!existing) return { path: resolve(path), special: false };
  return { path: realpathSync(path), special: !existing.isFile() };
}

function checkedTarget(path: string): Target {
  try {
    const target = targetOf(path);
    if (target.special && statSync(target.path).isDirectory()) {
      throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    }
    const place = target.special ? target.path : dirname(target.path);
    // Node 22 and later report a name below a file as one that does not exist yet.
    if (!target.special && !statSync(place).isDirectory()) {
      throw Object.assign(new Error('is not a folder'), { code: 'ENOTDIR' });
    }
    accessSync(place, constants.W_OK);
    return target;
  } catch (error) {
    throw cannotWrite(path, error);
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

/**
 * Creates an output folder and its parents unless they exist.
 *
 * @throws BraggsimError (`data`) when that is not possible
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw dataError({ message: `cannot make the folder '${path}': ${reasonOf(error)}`, cause: error });
  }
}
