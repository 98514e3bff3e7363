import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { constants, deflateSync } from 'node:zlib';
import { dataError } from '@braggsim/core';
import { Bytes, bytesOf, datatype, type ElementType, UNDEFINED } from './hdf5-bytes';
import { shuffled } from './shuffle';

/** Entries of a node of a version-1 B-tree of chunks in files with superblock version 0. */
const CHUNK_ENTRIES = 64;
/** Offsets in superblock version 0: the end-of-file address, and the symbol table entry of the root group. */
const END_OF_FILE_ADDRESS = 40;
const ROOT_ENTRY = 56;
/** Bytes of a symbol table entry, and the offsets of its fields: object header address, cache type, and, of groups, the addresses of B-tree and local heap. */
const ENTRY_BYTES = 40;
const [HEADER_ADDRESS, CACHE_TYPE, TREE_ADDRESS, HEAP_ADDRESS] = [8, 16, 24, 32];
/** Cache type of the symbol table entry of a group. */
const GROUP = 1;

/**
 * Levels up to which deflate uses prefix codes and runs only (Z_RLE). Shuffled noise has no repeated strings: a search for them takes four
 * times as long, and its result is larger.
 */
const FAST_LEVELS = 4;

/** A dataset of an HDF5 file to whose end chunks are appended. */
export interface ChunkedDataset {
  readonly type: ElementType;
  /** Shape of one entry. */
  readonly shape: readonly number[];
  /** Entries of a chunk; 1 by default. */
  readonly entries?: number;
  /** Level of the compression of chunks; undefined for none. */
  readonly gzip: number | undefined;
}

interface Chunk {
  readonly at: number;
  readonly bytes: number;
}

/** Appends chunks to an HDF5 file while no library has it open. */
export interface ChunkAppender {
  /** Writes the next chunk of a dataset: of the root group, or of a group of that. */
  append(name: string, dataset: ChunkedDataset, values: ArrayBufferView): void;
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

/** Compresses an entry: the bytes of equal weight together, as the shuffle filter has them, and then by deflate. */
function compressed({ type, gzip }: ChunkedDataset, values: ArrayBufferView): Uint8Array {
  if (gzip === undefined) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const strategy = gzip <= FAST_LEVELS ? constants.Z_RLE : constants.Z_DEFAULT_STRATEGY;
  return deflateSync(shuffled(values, bytesOf(type)), { level: gzip, strategy });
}

const SHUFFLE = { id: 2, name: 'shuffle\0' };
const DEFLATE = { id: 1, name: 'deflate\0' };

/** Describes the filters of a dataset: shuffle, and deflate with its level (version 1). */
function pipeline({ type, gzip }: ChunkedDataset & { readonly gzip: number }): Uint8Array {
  const filters = new Bytes().put(1, 1).put(1, 2).put(6, 0);
  for (const [{ id, name }, value] of [[SHUFFLE, bytesOf(type)] as const, [DEFLATE, gzip] as const])
    filters.put(2, id).put(2, name.length).put(2, 1).put(2, 1).text(name).put(4, value).put(4, 0);
  return filters.take();
}

/** Makes the object header of a chunked dataset (object header version 1, data layout version 3), whose chunk index is at an address. */
function header(dataset: ChunkedDataset, count: number, index: bigint): Uint8Array {
  const { type, shape, gzip, entries = 1 } = dataset;
  const dims = [count * entries, ...shape];
  const space = new Bytes().put(1, 1).put(1, dims.length).put(1, 0).put(5, 0);
  for (const size of dims) space.put(8, size);
  const layout = new Bytes()
    .put(1, 3)
    .put(1, 2)
    .put(1, dims.length + 1)
    .put(8, index);
  for (const size of [entries, ...shape, bytesOf(type)]) layout.put(4, size);
  const messages: readonly (readonly [type: number, flags: number, data: Uint8Array])[] = [
    [0x01, 0, space.take()],
    [0x03, 1, datatype(type)],
    // Fill value: space is allocated chunk by chunk (incremental allocation), and is 0 where nothing is written.
    [0x05, 1, new Bytes().put(1, 2).put(1, 3).put(1, 2).put(1, 1).put(4, 0).take()],
    ...(gzip === undefined ? [] : [[0x0b, 1, pipeline({ ...dataset, gzip })] as const]),
    [0x08, 0, layout.take()],
  ];
  const body = new Bytes();
  for (const [kind, flags, data] of messages) {
    const size = Math.ceil(data.length / 8) * 8;
    body.put(2, kind).put(2, size).put(1, flags).put(3, 0).raw(data);
    body.pad(Math.ceil(body.length / 8) * 8);
  }
  const start = new Bytes().put(1, 1).put(1, 0).put(2, messages.length).put(4, 1).put(4, body.length).put(4, 0);
  return start.raw(body.take()).take();
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
  const datasets = new Map<string, { readonly dataset: ChunkedDataset; readonly chunks: Chunk[] }>();
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

  /** Writes the chunk index, a version-1 B-tree, level by level, and returns the address of its root; the undefined address without chunks. */
  const index = ({ shape, entries = 1 }: ChunkedDataset, chunks: readonly Chunk[]): bigint => {
    if (chunks.length === 0) return UNDEFINED;
    const key = (node: Bytes, chunk: number, bytes: number): void => {
      node
        .put(4, bytes)
        .put(4, 0)
        .put(8, chunk * entries);
      for (let i = 0; i <= shape.length; i++) node.put(8, 0);
    };
    const keyBytes = 8 + 8 * (shape.length + 2);
    const nodeBytes = 24 + CHUNK_ENTRIES * 8 + (CHUNK_ENTRIES + 1) * keyBytes;
    let level = 0;
    let nodes = chunks.map(({ at, bytes }, first) => ({ at: base + at, bytes, first }));
    for (;;) {
      const groups = Array.from({ length: Math.ceil(nodes.length / CHUNK_ENTRIES) }, (_, i) =>
        nodes.slice(i * CHUNK_ENTRIES, (i + 1) * CHUNK_ENTRIES),
      );
      const start = Math.ceil(end / 8) * 8;
      const addressOf = (i: number): bigint =>
        i < 0 || i >= groups.length ? UNDEFINED : BigInt(start + i * nodeBytes);
      for (const [i, group] of groups.entries()) {
        const node = new Bytes().text('TREE').put(1, 1).put(1, level).put(2, group.length);
        node.put(8, addressOf(i - 1)).put(8, addressOf(i + 1));
        for (const { at, bytes, first } of group) {
          key(node, first, bytes);
          node.put(8, at);
        }
        // The last key is that of the chunk that would follow.
        key(node, groups[i + 1]?.[0]?.first ?? chunks.length, 0);
        place(node.pad(nodeBytes).take());
      }
      nodes = groups.map(([first], i) => ({ ...(first as (typeof nodes)[number]), at: start + i * nodeBytes }));
      if (groups.length === 1) return BigInt(start);
      level++;
    }
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
      const { chunks } = datasets.get(name) ?? { chunks: [] as Chunk[] };
      const bytes = compressed(dataset, values);
      chunks.push({ at: place(bytes), bytes: bytes.length });
      datasets.set(name, { dataset, chunks });
    },
    end() {
      if (isApart) moveChunks();
      for (const [name, { dataset, chunks }] of datasets)
        headers.set(name, place(header(dataset, chunks.length, index(dataset, chunks))));
      place(new Uint8Array(8));
      write(new Bytes().put(8, end).take(), END_OF_FILE_ADDRESS);
      close();
    },
    link() {
      file = openSync(path, 'r+');
      try {
        for (const [name, at] of linksIn(file)) {
          const own = headers.get(name);
          if (own !== undefined) write(new Bytes().put(8, own).take(), at);
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

/** Lists the paths of the objects of a file with superblock version 0, and the positions of their object header addresses. */
function linksIn(file: number): readonly (readonly [path: string, position: number])[] {
  const read = (at: number, bytes: number): DataView => {
    const view = new DataView(new ArrayBuffer(bytes));
    readSync(file, view, 0, bytes, at);
    return view;
  };
  const address = (at: number): number => Number(read(at, 8).getBigUint64(0, true));
  const links: (readonly [string, number])[] = [];
  /** @param entry position of the symbol table entry of a group */
  const walkGroup = (entry: number, prefix: string): void => {
    const names = address(address(entry + HEAP_ADDRESS) + 24);
    const walk = (at: number): void => {
      const node = read(at, 8);
      const [level, count] = [node.getUint8(5), node.getUint16(6, true)];
      for (let i = 0; i < count; i++) {
        const child = address(at + 24 + 8 + 16 * i);
        if (level > 0) walk(child);
        else walkTable(child);
      }
    };
    const walkTable = (at: number): void => {
      const count = read(at, 8).getUint16(6, true);
      for (let n = 0; n < count; n++) {
        const own = at + 8 + ENTRY_BYTES * n;
        const name = new Uint8Array(read(names + address(own), 256).buffer);
        const path = prefix + new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
        links.push([path, own + HEADER_ADDRESS]);
        if (read(own + CACHE_TYPE, 4).getUint32(0, true) === GROUP) walkGroup(own, `${path}/`);
      }
    };
    walk(address(entry + TREE_ADDRESS));
  };
  walkGroup(ROOT_ENTRY, '');
  return links;
}
