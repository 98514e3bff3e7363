import { bytesOf, datatype, type ElementType, Hdf5Bytes, UNDEFINED_ADDRESS } from './hdf5-bytes';

/** Entries of a node of a version-1 B-tree of chunks in files with superblock version 0. */
const CHUNK_ENTRIES = 64;

/** A dataset of an HDF5 file whose chunks are written without the library. */
export interface ChunkedDataset {
  readonly type: ElementType;
  /** Shape of one entry. */
  readonly shape: readonly number[];
  /** Entries of a chunk; 1 by default. */
  readonly entries?: number;
  /** Level of the compression of chunks, with the shuffle filter; undefined for none. */
  readonly gzip: number | undefined;
}

/** The place of a chunk in a file. */
export interface ChunkPlace {
  /** Address of the chunk in the file. */
  readonly at: number;
  /** Number of its bytes, as they are stored. */
  readonly bytes: number;
}

const SHUFFLE = { id: 2, name: 'shuffle\0' };
const DEFLATE = { id: 1, name: 'deflate\0' };

/** Describes the filters of a dataset: shuffle, and deflate with its level (version 1). */
function pipeline({ type, gzip }: ChunkedDataset & { readonly gzip: number }): Uint8Array {
  const filters = new Hdf5Bytes().put(1, 1).put(1, 2).put(6, 0);
  for (const [{ id, name }, value] of [[SHUFFLE, bytesOf(type)] as const, [DEFLATE, gzip] as const])
    filters.put(2, id).put(2, name.length).put(2, 1).put(2, 1).text(name).put(4, value).put(4, 0);
  return filters.take();
}

/** Makes the object header of a chunked dataset (object header version 1, data layout version 3), whose chunk index is at an address. */
function header(dataset: ChunkedDataset, count: number, index: bigint): Uint8Array {
  const { type, shape, gzip, entries = 1 } = dataset;
  const dims = [count * entries, ...shape];
  const space = new Hdf5Bytes().put(1, 1).put(1, dims.length).put(1, 0).put(5, 0);
  for (const size of dims) space.put(8, size);
  const layout = new Hdf5Bytes()
    .put(1, 3)
    .put(1, 2)
    .put(1, dims.length + 1)
    .put(8, index);
  for (const size of [entries, ...shape, bytesOf(type)]) layout.put(4, size);
  const messages: readonly (readonly [type: number, flags: number, data: Uint8Array])[] = [
    [0x01, 0, space.take()],
    [0x03, 1, datatype(type)],
    // Fill value: space is allocated chunk by chunk (incremental allocation), and is 0 where nothing is written.
    [0x05, 1, new Hdf5Bytes().put(1, 2).put(1, 3).put(1, 2).put(1, 1).put(4, 0).take()],
    ...(gzip === undefined ? [] : [[0x0b, 1, pipeline({ ...dataset, gzip })] as const]),
    [0x08, 0, layout.take()],
  ];
  const body = new Hdf5Bytes();
  for (const [kind, flags, data] of messages) {
    const size = Math.ceil(data.length / 8) * 8;
    body.put(2, kind).put(2, size).put(1, flags).put(3, 0).raw(data);
    body.pad(Math.ceil(body.length / 8) * 8);
  }
  const start = new Hdf5Bytes().put(1, 1).put(1, 0).put(2, messages.length).put(4, 1).put(4, body.length).put(4, 0);
  return start.raw(body.take()).take();
}

/** Makes a chunk index, a version-1 B-tree, level by level. */
function chunkIndex({ shape, entries = 1 }: ChunkedDataset, chunks: readonly ChunkPlace[], at: number) {
  const bytes = new Hdf5Bytes();
  if (chunks.length === 0) return { bytes, root: UNDEFINED_ADDRESS };
  const key = (node: Hdf5Bytes, chunk: number, stored: number): void => {
    node
      .put(4, stored)
      .put(4, 0)
      .put(8, chunk * entries);
    for (let i = 0; i <= shape.length; i++) node.put(8, 0);
  };
  const keyBytes = 8 + 8 * (shape.length + 2);
  const nodeBytes = 24 + CHUNK_ENTRIES * 8 + (CHUNK_ENTRIES + 1) * keyBytes;
  let level = 0;
  let nodes = chunks.map((place, first) => ({ ...place, first }));
  for (;;) {
    const groups = Array.from({ length: Math.ceil(nodes.length / CHUNK_ENTRIES) }, (_, i) =>
      nodes.slice(i * CHUNK_ENTRIES, (i + 1) * CHUNK_ENTRIES),
    );
    const start = at + bytes.length;
    const addressOf = (i: number): bigint =>
      i < 0 || i >= groups.length ? UNDEFINED_ADDRESS : BigInt(start + i * nodeBytes);
    for (const [i, group] of groups.entries()) {
      const node = new Hdf5Bytes().text('TREE').put(1, 1).put(1, level).put(2, group.length);
      node.put(8, addressOf(i - 1)).put(8, addressOf(i + 1));
      for (const chunk of group) {
        key(node, chunk.first, chunk.bytes);
        node.put(8, chunk.at);
      }
      // The last key is that of the chunk that would follow.
      key(node, groups[i + 1]?.[0]?.first ?? chunks.length, 0);
      bytes.raw(node.pad(nodeBytes).take());
    }
    nodes = groups.map(([first], i) => ({ ...(first as (typeof nodes)[number]), at: start + i * nodeBytes }));
    if (groups.length === 1) return { bytes, root: BigInt(start) };
    level++;
  }
}

/**
 * Makes the chunk index and the object header of a dataset, to be written at an address.
 *
 * @param chunks of the entries in their order
 * @param at multiple of 8
 * @returns the bytes, and the address of the object header in them
 */
export function chunkedObject(
  dataset: ChunkedDataset,
  chunks: readonly ChunkPlace[],
  at: number,
): { readonly bytes: Uint8Array; readonly header: number } {
  const { bytes, root } = chunkIndex(dataset, chunks, at);
  const place = at + bytes.length;
  return { bytes: bytes.raw(header(dataset, chunks.length, root)).take(), header: place };
}
