import { closeSync, openSync, rename, renameSync, write, writeSync } from 'node:fs';

/** Chunks and files of fewer bytes are written by the calling thread: to pass them to another one would take longer. */
const LARGE_BYTES = 2 ** 20;

/** Writes a file chunk by chunk. Large chunks are written by another thread while the caller goes on. */
export interface FileWriter {
  /** Appends bytes, which must not change before `end` has resolved. A failure is reported by `end`. */
  append(chunk: Uint8Array): void;
  /**
   * Closes the file when all bytes are written; later calls return the same promise.
   *
   * @throws the error of the system when a chunk could not be written
   */
  end(): Promise<void>;
  /** Whether so much has been appended that other threads write and rename the file. */
  isLarge(): boolean;
  /** Renames the file, which must have ended. */
  rename(path: string): Promise<void>;
}

/**
 * Creates a file, or empties it.
 *
 * @throws the error of the system when that is not possible
 */
export function openWriter(path: string): FileWriter {
  const file = openSync(path, 'w');
  const elsewhere: Promise<void>[] = [];
  let size = 0;
  let failure: unknown;
  let ended: Promise<void> | undefined;

  const isLarge = () => size >= LARGE_BYTES;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const close = (): void => {
    closeSync(file);
    if (failure !== undefined) throw failure;
  };
  return {
    append: (chunk) => {
      const position = size;
      size += chunk.length;
      if (failure !== undefined) return;
      if (chunk.length >= LARGE_BYTES) {
        elsewhere.push(writeElsewhere(file, chunk, position).catch(fail));
        return;
      }
      try {
        writeNow(file, chunk, position);
      } catch (error) {
        fail(error);
      }
    },
    end: () => {
      ended ??= elsewhere.length > 0 ? Promise.all(elsewhere).then(close) : attempt(close);
      // Whoever awaits it is told of a failure.
      ended.catch(() => {});
      return ended;
    },
    isLarge,
    rename: (to) => (isLarge() ? renameElsewhere(path, to) : attempt(() => renameSync(path, to))),
  };
}

/** Runs a step at once; its failure rejects the promise. */
const attempt = async (act: () => void): Promise<void> => act();

function writeNow(file: number, chunk: Uint8Array, position: number): void {
  for (let start = 0; start < chunk.length; ) {
    start += writeSync(file, chunk, start, chunk.length - start, position + start);
  }
}

/** Writes a chunk on a thread of Node's pool. */
function writeElsewhere(file: number, chunk: Uint8Array, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const from = (start: number): void => {
      write(file, chunk, start, chunk.length - start, position + start, (error, written) => {
        if (error) reject(error);
        else if (start + written < chunk.length) from(start + written);
        else resolve();
      });
    };
    from(0);
  });
}

/** Renames a file on a thread of Node's pool: some file systems write a file that replaces another one to the disk first. */
const renameElsewhere = (from: string, to: string): Promise<void> =>
  new Promise((resolve, reject) => {
    rename(from, to, (error) => (error ? reject(error) : resolve()));
  });
