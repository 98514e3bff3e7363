import { datatype, type ElementType, Hdf5Bytes, UNDEFINED_ADDRESS } from '@braggsim/detector-io/node';

/** A part of a virtual dataset: a dataset of another file, whole. */
export interface VirtualPart {
  /** Path of the file, relative to the folder of the virtual one. */
  readonly file: string;
  /** Number of its entries along the first dimension. */
  readonly count: number;
}

/** A dataset that puts those of other files together along the first dimension. */
export interface VirtualDataset {
  readonly name: string;
  readonly type: ElementType;
  /** Shape of one entry. */
  readonly shape: readonly number[];
  readonly parts: readonly VirtualPart[];
  /** Attributes that are lists of texts. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const SUPERBLOCK_BYTES = 48;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Computes the checksum of HDF5 metadata: lookup3 of Jenkins (2006), with an initial value of 0. */
export function lookup3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let left = bytes.length;
  let a = (0xdeadbeef + left) | 0;
  let b = a;
  let c = a;
  let at = 0;
  const word = (from: number, count: number): number => {
    let value = 0;
    for (let i = 0; i < Math.min(4, count); i++) value |= (bytes[from + i] as number) << (8 * i);
    return value;
  };
  while (left > 12) {
    a = (a + view.getInt32(at, true)) | 0;
    b = (b + view.getInt32(at + 4, true)) | 0;
    c = (c + view.getInt32(at + 8, true)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
    at += 12;
    left -= 12;
  }
  if (left === 0) return c >>> 0;
  a = (a + word(at, left)) | 0;
  b = (b + word(at + 4, left - 4)) | 0;
  c = (c + word(at + 8, left - 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

/** Appends the checksum of what there is. */
const summed = (bytes: Hdf5Bytes): Uint8Array => bytes.put(4, lookup3(bytes.take())).take();

/** The type of texts of any length in UTF-8. */
const TEXTS = new Hdf5Bytes().put(1, 0x19).put(3, 0x101).put(4, 16).put(1, 0x13).put(3, 0x10).put(4, 1).take();

const dataspace = (dims: readonly number[]): Uint8Array => {
  const space = new Hdf5Bytes().put(1, 2).put(1, dims.length).put(1, 0).put(1, 1);
  for (const size of dims) space.put(8, size);
  return space.take();
};

interface Message {
  readonly type: number;
  readonly data: Uint8Array;
}

function objectHeader(messages: readonly Message[]): Uint8Array {
  const body = new Hdf5Bytes();
  for (const { type, data } of messages) body.put(1, type).put(2, data.length).put(1, 0).raw(data);
  return summed(new Hdf5Bytes().text('OHDR').put(1, 2).put(1, 2).put(4, body.length).raw(body.take()));
}

/** Returns a heap of objects that messages refer to by its address and their numbers, from 1. */
function globalHeap(objects: readonly Uint8Array[]): Uint8Array {
  const body = new Hdf5Bytes();
  for (const [i, object] of objects.entries()) {
    body
      .put(2, i + 1)
      .put(2, 1)
      .put(4, 0)
      .put(8, object.length)
      .raw(object);
    body.pad(Math.ceil(body.length / 8) * 8);
  }
  // What is left is an object with the number 0, its own head included.
  const size = Math.max(4096, 16 + body.length + 16);
  const free = size - 16 - body.length;
  body.put(2, 0).put(2, 0).put(4, 0).put(8, free);
  return new Hdf5Bytes().text('GCOL').put(1, 1).put(3, 0).put(8, size).raw(body.take()).pad(size).take();
}

/** Encodes which rows of a virtual dataset are the entries of each part: blocks of rows of whole datasets. */
function mappings({ name, shape, parts }: VirtualDataset): Uint8Array {
  const block = new Hdf5Bytes().put(1, 0).put(8, parts.length);
  const rank = shape.length + 1;
  let first = 0;
  for (const { file, count } of parts) {
    block.text(file).put(1, 0).text(name).put(1, 0);
    block.put(4, 3).put(4, 1).put(8, 0);
    block
      .put(4, 2)
      .put(4, 1)
      .put(4, 0)
      .put(4, 8 + 8 * rank)
      .put(4, rank)
      .put(4, 1)
      .put(4, first);
    for (const _ of shape) block.put(4, 0);
    block.put(4, first + count - 1);
    for (const size of shape) block.put(4, size - 1);
    first += count;
  }
  return summed(block);
}

/** Returns an attribute that is a list of texts, which are in a heap from a number on. */
function textAttribute(name: string, texts: readonly string[], heap: number, firstObject: number): Uint8Array {
  const encoded = new TextEncoder().encode(`${name}\0`);
  const space = dataspace([texts.length]);
  const bytes = new Hdf5Bytes()
    .put(1, 3)
    .put(1, 0)
    .put(2, encoded.length)
    .put(2, TEXTS.length)
    .put(2, space.length)
    .put(1, 1);
  bytes.raw(encoded).raw(TEXTS).raw(space);
  for (const [i, text] of texts.entries())
    bytes
      .put(4, new TextEncoder().encode(text).length)
      .put(8, heap)
      .put(4, firstObject + i);
  return bytes.take();
}

/**
 * Writes an HDF5 file of virtual datasets, which readers see as if they held what is in other files (HDF5 file format specification 3.0:
 * superblock 2, object headers 2, data layout 4).
 */
export function virtualFile(datasets: readonly VirtualDataset[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let end = SUPERBLOCK_BYTES;
  const place = (piece: Uint8Array): number => {
    const at = end;
    const padded = new Uint8Array(Math.ceil(piece.length / 8) * 8);
    padded.set(piece);
    pieces.push(padded);
    end += padded.length;
    return at;
  };
  const links: Message[] = [];
  for (const dataset of datasets) {
    const { name, type, shape, parts, attributes } = dataset;
    const lists = Object.entries(attributes);
    const texts = lists.flatMap(([, list]) => list.map((text) => new TextEncoder().encode(text)));
    const heap = place(globalHeap([mappings(dataset), ...texts]));
    const rows = parts.reduce((sum, { count }) => sum + count, 0);
    let object = 2;
    const named = lists.map(([attribute, list]): Message => {
      const data = textAttribute(attribute, list, heap, object);
      object += list.length;
      return { type: 0x0c, data };
    });
    const header = place(
      objectHeader([
        { type: 0x01, data: dataspace([rows, ...shape]) },
        { type: 0x03, data: datatype(type) },
        { type: 0x05, data: new Hdf5Bytes().put(1, 3).put(1, 0x0a).take() },
        { type: 0x08, data: new Hdf5Bytes().put(1, 4).put(1, 3).put(8, heap).put(4, 1).take() },
        ...named,
      ]),
    );
    const encoded = new TextEncoder().encode(name);
    links.push({
      type: 0x06,
      data: new Hdf5Bytes().put(1, 1).put(1, 0).put(1, encoded.length).raw(encoded).put(8, header).take(),
    });
  }
  const root = place(
    objectHeader([
      {
        type: 0x02,
        data: new Hdf5Bytes().put(1, 0).put(1, 0).put(8, UNDEFINED_ADDRESS).put(8, UNDEFINED_ADDRESS).take(),
      },
      { type: 0x0a, data: new Hdf5Bytes().put(1, 0).put(1, 0).take() },
      ...links,
    ]),
  );
  const superblock = new Hdf5Bytes()
    .raw([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
    .put(1, 2)
    .put(1, 8)
    .put(1, 8)
    .put(1, 0);
  superblock.put(8, 0).put(8, UNDEFINED_ADDRESS).put(8, end).put(8, root);
  const file = new Uint8Array(end);
  file.set(summed(superblock));
  let at = SUPERBLOCK_BYTES;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
