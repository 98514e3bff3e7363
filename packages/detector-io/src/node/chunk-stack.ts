import { dataError } from '@braggsim/core';
import type { LateStartFile } from '@braggsim/core/node';
import { type ChunkedDataset, type ChunkPlace, chunkedObject } from '../hdf5/chunked-object';
import { END_OF_FILE_ADDRESS, objectLinks } from '../hdf5/object-links';
import { compressElsewhere } from './compress-chunk';

/** A dataset that is written entry by entry, before the rest of its HDF5 file is known. */
export interface ChunkStack {
  /** Begins to compress the next entry, which must not change any more. */
  add(values: ArrayBufferView): void;
  /**
   * Resolves when at most so many entries wait to be compressed, and all others are written.
   *
   * @throws BraggsimError (`data`) for an entry that cannot be compressed or written
   */
  settled(waiting: number): Promise<void>;
  /**
   * Writes the rest of the file.
   *
   * @param library bytes of the file as the library has made it (superblock version 0), with some dataset at the path of this one
   * @throws BraggsimError (`data`) for an entry that cannot be compressed or written; Error where the library's file has no such dataset
   */
  complete(library: Uint8Array): Promise<void>;
}

const aligned = (address: number): number => Math.ceil(address / 8) * 8;

/**
 * Begins a dataset whose chunks are compressed on threads of Node's pool, and appended to a file.
 *
 * @param path of the dataset in the file, without a slash at its start
 * @param room bytes that the file has left at its start, a multiple of 8
 */
export function chunkStack(file: LateStartFile, path: string, dataset: ChunkedDataset, room: number): ChunkStack {
  const chunks: ChunkPlace[] = [];
  /** Entries that are not in the file yet, in order; each of them leaves the list itself. */
  const waiting: Promise<void>[] = [];
  let end = room;
  /** Appends bytes, and returns their address. */
  const place = (bytes: Uint8Array): number => {
    const at = aligned(end);
    if (at > end) file.append(new Uint8Array(at - end));
    file.append(bytes);
    end = at + bytes.length;
    return at;
  };
  const settled = async (most: number): Promise<void> => {
    while (waiting.length > most) await waiting[0];
    await file.flushed();
  };
  return {
    add(values) {
      const before = waiting.at(-1);
      const compressed = compressElsewhere(dataset, values).catch((error) => {
        throw cannotCompress(path, error);
      });
      const one = Promise.all([compressed, before]).then(([bytes]) => {
        chunks.push({ at: place(bytes), bytes: bytes.length });
        waiting.shift();
      });
      // A failure is reported to whoever awaits it.
      one.catch(() => {});
      waiting.push(one);
    },
    settled,
    async complete(library) {
      await settled(0);
      const start = new Uint8Array(aligned(library.length));
      start.set(library);
      const moved = Math.max(0, start.length - room);
      const places = chunks.map(({ at, bytes }) => ({ at: at + moved, bytes }));
      const { bytes, header } = chunkedObject(dataset, places, aligned(end) + moved);
      place(bytes);
      const view = new DataView(start.buffer);
      const [, link] = linksIn(start).find(([name]) => name === path) ?? [];
      if (link === undefined) throw new Error(`the file has no dataset ${path}`);
      view.setBigUint64(link, BigInt(header), true);
      view.setBigUint64(END_OF_FILE_ADDRESS, BigInt(end + moved), true);
      file.complete(start);
    },
  };
}

const cannotCompress = (path: string, error: Error) =>
  dataError({ message: `cannot compress the images of /${path}: ${error.message}`, cause: error });

const linksIn = (file: Uint8Array) =>
  objectLinks((at, bytes) => {
    const read = new Uint8Array(bytes);
    read.set(file.subarray(at, at + bytes));
    return new DataView(read.buffer);
  });
