import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataError, usageError } from '../errors';
import { openWriter } from './file-writer';
import { partFile, removeDeadParts } from './part-files';
import { reasonOf } from './system-errors';

/** The output files of one run, which appear under their names together or not at all. */
export interface OutputFiles {
  /**
   * Writes a file under a temporary name in the folder of its path. The bytes of large files are written while the caller
   * goes on: they must not change before `commit` has resolved.
   */
  write(path: string, chunks: readonly Uint8Array[]): void;
  /** Begins a file under a temporary name, of which chunks are appended as they become known. */
  begin(path: string): GrowingFile;
  /**
   * Begins a file under a temporary name, whose start is known last. It takes part in commits once it is completed.
   *
   * @param room bytes that are left for the start; it may turn out to be longer or shorter
   */
  beginBehind(path: string, room: number): LateStartFile;
  /** Resolves when the files of all calls of `write` and `complete` are written, so that a caller can limit how many wait in memory. */
  written(): Promise<void>;
  /**
   * Renames every file begun or written so far to its path when its bytes are written. Files that are begun while this is
   * awaited belong to the next commit.
   */
  commit(): Promise<void>;
  /** Removes the files that were written and not committed. */
  discard(): Promise<void>;
}

/** A file that is written piece by piece. */
export interface GrowingFile {
  /** Appends bytes, which must not change before the file is committed. */
  append(chunk: Uint8Array): void;
}

/** A file whose start is written when all that follows is. */
export interface LateStartFile extends GrowingFile {
  /**
   * Resolves when all bytes are written that were appended before.
   *
   * @throws BraggsimError (`data`) when that is not possible; no incomplete file is left then
   */
  flushed(): Promise<void>;
  /**
   * Writes the start, and closes the file when all its bytes are written. What follows moves towards the end where the room is too small.
   * The next commit names the file.
   */
  complete(start: Uint8Array): void;
}

/** The place to which an output is written. */
interface Target {
  /** Path with symbolic links resolved. */
  readonly path: string;
  /** Whether this is a device or a pipe, such as `/dev/null`. It is written directly: renaming a file would replace it. */
  readonly special: boolean;
}

/** A file that does not have its name yet. */
interface PendingFile extends GrowingFile {
  /** Path of the output as the caller gave it. */
  readonly path: string;
  readonly special: boolean;
  isLarge(): boolean;
  fillStart(start: Uint8Array): void;
  flushed(): Promise<void>;
  /** Ends the temporary file, if there is one, when its bytes are written. */
  end(): Promise<void>;
  /** Writes what could not be taken back. */
  writeForGood(): void;
  /** Gives the file its name. */
  name(): Promise<void>;
  remove(): Promise<void>;
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
  /** Files that were begun since the last commit. */
  let begun: PendingFile[] = [];
  const unnamed = new Set<PendingFile>();
  const writing: Promise<void>[] = [];

  const open = (path: string, room = 0): PendingFile => {
    try {
      const target = targetOf(path);
      const file = target.special ? deviceFile(path, target, room) : temporaryFile(path, target, room);
      unnamed.add(file);
      return file;
    } catch (error) {
      throw cannotWrite(path, error);
    }
  };
  const begin = (path: string): PendingFile => {
    const file = open(path);
    begun.push(file);
    return file;
  };
  const discard = async (): Promise<void> => {
    const files = [...unnamed];
    unnamed.clear();
    begun = [];
    for (const file of files) await file.remove();
  };
  /** Runs a step of a file, and removes all temporary files if it fails. */
  const step = async ({ path }: PendingFile, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      await discard();
      throw cannotWrite(path, error, '; nothing was left behind');
    }
  };
  return {
    begin,
    beginBehind: (path, room) => {
      const file = open(path, room);
      return {
        append: file.append,
        flushed: () => step(file, file.flushed),
        complete: (start) => {
          file.fillStart(start);
          begun.push(file);
          writing.push(file.end());
        },
      };
    },
    write: (path, chunks) => {
      const file = begin(path);
      for (const chunk of chunks) file.append(chunk);
      writing.push(file.end());
    },
    written: async () => {
      // A failure is reported by the commit.
      await Promise.allSettled(writing.splice(0));
    },
    commit: async () => {
      const ready = begun;
      begun = [];
      for (const file of ready) await step(file, file.end);
      // Devices come before the first name: if one is full, no file must have been renamed yet.
      for (const file of ready) await step(file, async () => file.writeForGood());
      const name = async (file: PendingFile): Promise<void> => {
        await step(file, file.name);
        unnamed.delete(file);
      };
      // Large files wait for the disk, and therefore together; if one of the others fails, no later one gets its name.
      for (const file of ready.filter(({ isLarge }) => !isLarge())) await name(file);
      await Promise.all(ready.filter(({ isLarge }) => isLarge()).map(name));
    },
    discard,
  };
}

/** Returns a file that is written beside its target under a temporary name. */
function temporaryFile(path: string, target: Target, room: number): PendingFile {
  const temporary = partFile(target.path);
  const writer = openWriter(temporary, room);
  return {
    path,
    special: false,
    isLarge: writer.isLarge,
    append: writer.append,
    fillStart: writer.fillStart,
    flushed: writer.flushed,
    end: writer.end,
    writeForGood: () => {},
    name: () => writer.rename(target.path),
    remove: async () => {
      await writer.end().catch(() => {});
      rmSync(temporary, { force: true });
    },
  };
}

/** Returns a device, whose bytes wait until everything is written that can be taken back. */
function deviceFile(path: string, target: Target, room: number): PendingFile {
  const chunks: Uint8Array[] = [new Uint8Array(room)];
  return {
    path,
    special: true,
    isLarge: () => false,
    append: (chunk) => void chunks.push(chunk),
    fillStart: (start) => {
      const padded = new Uint8Array(Math.max(room, start.length));
      padded.set(start);
      chunks[0] = padded;
    },
    flushed: async () => {},
    end: async () => {},
    writeForGood: () => writeAll(target.path, chunks),
    name: async () => {},
    remove: async () => {},
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
