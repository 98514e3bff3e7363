import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { constants, deflateSync } from 'node:zlib';
import { Bytes, bytesOf, datatype, type ElementType, UNDEFINED } from './hdf5-bytes';
import { shuffled } from './shuffle';

/** Chunks of a node of the index in files of superblock 0. */
const CHUNK_ENTRIES = 64;
/** Where such files say where they end. */
const END_AT = 40;
/** The entry of the root group, and what entries of tables of symbols have: bytes, the mark of groups, and where those say where they are. */
const ROOT_ENTRY = 56;
const ENTRY_BYTES = 40;
const GROUP = 1;
const [GROUP_TREE, GROUP_HEAP] = [24, 32];

/** Levels up to which prefix codes and runs are all that is looked for: shuffled noise has nothing else, and a search for it costs ten times as much. */
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

/** Chunks that are appended to an HDF5 file while no library has it open. */
export interface HeldChunks {
  /** Writes the next chunk of a dataset: of the root group, or of a group of that. */
  append(name: string, dataset: ChunkedDataset, values: ArrayBufferView): void;
  /** Writes the indices of the chunks and gives the file back; `link` puts the datasets into it afterwards. */
  end(): void;
  /**
   * Puts the datasets in place of those that the library has made by the same names.
   *
   * @throws Error where there is none of such a name
   */
  link(): void;
  /** Gives up the file; never throws. */
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

/** Makes the header of a dataset of chunks (object header 1, data layout 3). */
function header(dataset: ChunkedDataset, count: number, tree: bigint): Uint8Array {
  const { type, shape, gzip, entries = 1 } = dataset;
  const dims = [count * entries, ...shape];
  const space = new Bytes().put(1, 1).put(1, dims.length).put(1, 0).put(5, 0);
  for (const size of dims) space.put(8, size);
  const layout = new Bytes()
    .put(1, 3)
    .put(1, 2)
    .put(1, dims.length + 1)
    .put(8, tree);
  for (const size of [entries, ...shape, bytesOf(type)]) layout.put(4, size);
  const messages: readonly (readonly [type: number, flags: number, data: Uint8Array])[] = [
    [0x01, 0, space.take()],
    [0x03, 1, datatype(type)],
    // Space is taken chunk by chunk; what is not written is 0.
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
 * Opens a file of superblock 0 to whose end chunks are appended.
 *
 * @param path of a file that the library has closed; with `isApart` of one that is there when the chunks end, until when they are in another
 * file beside it
 */
export function heldChunks(path: string, isApart = false): HeldChunks {
  const waiting = `${path}.chunks`;
  let file: number | undefined = isApart ? openSync(waiting, 'w+') : openSync(path, 'r+');
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

  /** Writes the nodes of the index of chunks, level by level, and returns the address of the root (B-tree 1). */
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
        // The key at the end is that of the chunk that would follow.
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
    file = openSync(path, 'r+');
    base = Math.ceil(fstatSync(file).size / 8) * 8;
    const buffer = new Uint8Array(COPIED);
    for (let at = 0; at < length; ) {
      const count = readSync(from, buffer, 0, COPIED, at);
      write(buffer.subarray(0, count), base + at);
      at += count;
    }
    end = base + length;
    closeSync(from);
    rmSync(waiting);
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
      write(new Bytes().put(8, end).take(), END_AT);
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
        if (isApart) rmSync(waiting, { force: true });
      } catch {
        // What has not been written is not wanted any more.
      }
    },
  };
}

/** Lists the paths of the objects of a file of superblock 0, and where the address of each stands. */
function linksIn(file: number): readonly (readonly [path: string, at: number])[] {
  const read = (at: number, bytes: number): DataView => {
    const view = new DataView(new ArrayBuffer(bytes));
    readSync(file, view, 0, bytes, at);
    return view;
  };
  const address = (at: number): number => Number(read(at, 8).getBigUint64(0, true));
  const links: (readonly [string, number])[] = [];
  /** @param entry where the entry of a group in the table of its parent is */
  const walkGroup = (entry: number, prefix: string): void => {
    const names = address(address(entry + GROUP_HEAP) + 24);
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
        links.push([path, own + 8]);
        if (read(own + 16, 4).getUint32(0, true) === GROUP) walkGroup(own, `${path}/`);
      }
    };
    walk(address(entry + GROUP_TREE));
  };
  walkGroup(ROOT_ENTRY, '');
  return links;
}
