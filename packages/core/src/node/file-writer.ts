import { closeSync, openSync, readSync, rename, renameSync, write, writeSync } from 'node:fs';

/** Chunks and files of fewer bytes are written by the calling thread: to pass them to another one would take longer. */
const LARGE_BYTES = 2 ** 20;

/** Bytes that are moved at a time. */
const MOVED_BYTES = 2 ** 22;

/** Writes a file chunk by chunk. Large chunks are written by another thread while the caller goes on. */
export interface FileWriter {
  /** Appends bytes, which must not change before `end` has resolved. A failure is reported by `end`. */
  append(chunk: Uint8Array): void;
  /**
   * Writes the start of the file, for which room was left, after what has been appended. What follows moves towards the end where the room is
   * too small. Nothing can be appended afterwards.
   */
  fillStart(start: Uint8Array): void;
  /**
   * Resolves when all bytes are written that were appended before.
   *
   * @throws the error of the system when a chunk could not be written
   */
  flushed(): Promise<void>;
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
 * @param room bytes that are left at the start
 * @throws the error of the system when that is not possible
 */
export function openWriter(path: string, room = 0): FileWriter {
  const file = openSync(path, 'w+');
  let elsewhere: Promise<void>[] = [];
  let size = room;
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
      // A file that has been given up gets no more bytes.
      if (failure !== undefined || ended) return;
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
    fillStart: (start) => {
      const end = size;
      size += Math.max(0, start.length - room);
      const act = () => {
        if (failure !== undefined) return;
        if (start.length > room) moveBytes(file, { from: room, end, by: start.length - room });
        writeNow(file, start, 0);
      };
      elsewhere = [Promise.all(elsewhere).then(act).catch(fail)];
    },
    flushed: async () => {
      // A copy: chunks that are appended while this is awaited stay in the list, for others to wait for.
      const waiting = [...elsewhere];
      await Promise.all(waiting);
      elsewhere = elsewhere.filter((one) => !waiting.includes(one));
      if (failure !== undefined) throw failure;
    },
    end: () => {
      ended ??= elsewhere.length > 0 ? Promise.all(elsewhere).then(close) : attempt(close);
      // A failure is reported to whoever awaits it.
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

/** Moves bytes towards the end of a file, the last ones first. */
function moveBytes(
  file: number,
  { from, end, by }: { readonly from: number; readonly end: number; readonly by: number },
): void {
  const buffer = new Uint8Array(Math.min(MOVED_BYTES, end - from));
  for (let last = end; last > from; ) {
    const first = Math.max(from, last - buffer.length);
    for (let at = first; at < last; ) {
      const count = readSync(file, buffer, at - first, last - at, at);
      if (count === 0) throw new Error(`the file ends at byte ${at} of ${end}: another program has cut it off`);
      at += count;
    }
    writeNow(file, buffer.subarray(0, last - first), first + by);
    last = first;
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
