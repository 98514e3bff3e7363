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

/** The outputs of one run: all of them appear under their names, or none does. */
export interface OutputFiles {
  /** Writes a file under a temporary name beside its own. */
  write(path: string, chunks: readonly Uint8Array[]): void;
  /** Gives every file written so far its name. */
  commit(): void;
  /** Removes what was written and not committed. */
  discard(): void;
}

/** Where the bytes of an output go. */
interface Target {
  /** The file itself, behind symbolic links. */
  readonly path: string;
  /** A device or a pipe (`/dev/null`) is written to as it is: a renamed file would take its place. */
  readonly special: boolean;
}

/**
 * Checks before any work that every output can be written, and removes the temporary files that killed runs left in the folders of the
 * outputs.
 *
 * @throws BraggsimError (`data`) for a folder that does not exist or may not be written, or a name that is a folder;
 * (`usage`) when two outputs are one file
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
  /** Runs a step of writing; when it fails, nothing stays behind. */
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
      // Devices first: a full one must not leave half of the outputs new.
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
      throw Object.assign(new Error('is no folder'), { code: 'ENOTDIR' });
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

/** Makes an output folder where it is missing. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw dataError({ message: `cannot make the folder '${path}': ${reasonOf(error)}`, cause: error });
  }
}
