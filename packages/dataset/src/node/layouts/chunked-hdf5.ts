import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dataError } from '@braggsim/core';
import {
  type ChunkedDataset,
  type ChunkPlace,
  chunkedObject,
  compressChunk,
  END_OF_FILE_ADDRESS,
  Hdf5Bytes,
  objectLinks,
} from '@braggsim/detector-io/node';

/** Appends chunks to an HDF5 file while no library has it open. */
export interface ChunkAppender {
  /** Writes the next chunk of a dataset: of the root group, or of a group of that. */
  append(name: string, dataset: ChunkedDataset, values: ArrayBufferView): void;
  /** Adds a dataset without entries: of the root group, or of a group of that. */
  addEmpty(name: string, dataset: ChunkedDataset): void;
  /** Writes the chunk indices and the object headers of the datasets, and closes the file; `link` puts the datasets into it afterwards. */
  end(): void;
  /**
   * Replaces the datasets that the library has made by the same names: sets the object header addresses of their symbol table entries.
   *
   * @throws Error where there is none of such a name
   */
  link(): void;
  /** Closes the file and removes chunks that are in a file of their own; never throws. */
  discard(): void;
}

/** Bytes that are copied at a time. */
const COPIED = 2 ** 20;

/**
 * Opens an HDF5 file with superblock version 0 to whose end chunks are appended.
 *
 * @param path of a file that the library has closed; with `isApart` of one that exists when `end` is called. Until then the chunks are in
 * `PATH.chunks`
 */
export function appendChunks(path: string, isApart = false): ChunkAppender {
  const apart = `${path}.chunks`;
  let file: number | undefined = isApart ? openSync(apart, 'w+') : openSync(path, 'r+');
  let end = fstatSync(file).size;
  /** What is to be added to the addresses of chunks. */
  let base = 0;
  const datasets = new Map<string, { readonly dataset: ChunkedDataset; readonly chunks: ChunkPlace[] }>();
  const headers = new Map<string, number>();
  const write = (bytes: Uint8Array, at: number): void => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(file as number, bytes, done, bytes.length - done, at + done);
  };
  const place = (bytes: Uint8Array): number => {
    const at = Math.ceil(end / 8) * 8;
    write(bytes, at);
    end = at + bytes.length;
    return at;
  };
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };

  /** Copies the chunks from their own file to the end of that of the library. */
  const moveChunks = (): void => {
    const from = file as number;
    const length = end;
    file = undefined;
    try {
      file = openSync(path, 'r+');
      base = Math.ceil(fstatSync(file).size / 8) * 8;
      const buffer = new Uint8Array(COPIED);
      for (let at = 0; at < length; ) {
        const count = readSync(from, buffer, 0, COPIED, at);
        if (count === 0) throw dataError(`'${apart}' ends at byte ${at} of ${length}: another program has cut it off`);
        write(buffer.subarray(0, count), base + at);
        at += count;
      }
      end = base + length;
    } finally {
      closeSync(from);
    }
    rmSync(apart);
  };

  return {
    append(name, dataset, values) {
      const { chunks } = datasets.get(name) ?? { chunks: [] as ChunkPlace[] };
      const bytes = compressChunk(dataset, values);
      chunks.push({ at: place(bytes), bytes: bytes.length });
      datasets.set(name, { dataset, chunks });
    },
    addEmpty(name, dataset) {
      datasets.set(name, { dataset, chunks: [] });
    },
    end() {
      if (isApart) moveChunks();
      for (const [name, { dataset, chunks }] of datasets) {
        const moved = chunks.map(({ at, bytes }) => ({ at: base + at, bytes }));
        const object = chunkedObject(dataset, moved, Math.ceil(end / 8) * 8);
        place(object.bytes);
        headers.set(name, object.header);
      }
      place(new Uint8Array(8));
      write(new Hdf5Bytes().put(8, end).take(), END_OF_FILE_ADDRESS);
      close();
    },
    link() {
      file = openSync(path, 'r+');
      try {
        for (const [name, at] of linksIn(file)) {
          const own = headers.get(name);
          if (own !== undefined) write(new Hdf5Bytes().put(8, own).take(), at);
          headers.delete(name);
        }
        if (headers.size > 0) throw new Error(`'${path}' has no dataset ${[...headers.keys()].join(', ')}`);
      } finally {
        close();
      }
    },
    discard() {
      try {
        close();
        if (isApart) rmSync(apart, { force: true });
      } catch {
        // A file that is given up need not be complete.
      }
    },
  };
}

/** Lists the paths of the objects of an open file, and the positions of their object header addresses. */
const linksIn = (file: number) =>
  objectLinks((at, bytes) => {
    const view = new DataView(new ArrayBuffer(bytes));
    readSync(file, view, 0, bytes, at);
    return view;
  });
