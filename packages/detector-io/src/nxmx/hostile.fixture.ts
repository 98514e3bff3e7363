import { gunzipSync } from 'node:zlib';
import type { Group } from 'h5wasm';
import { ascii } from '../bytes';
import { createHdf5, type Hdf5, takeBytes } from './hdf5';

/** HDF5 files that are built to cause damage. */

/** Builds a file whose entry has the groups that `fill` adds. */
function file(hdf5: Hdf5, fill: (data: Group, entry: Group, root: Group) => void): Uint8Array {
  const made = createHdf5(hdf5);
  const entry = made.file.create_group('entry');
  fill(entry.create_group('data'), entry, made.file);
  return takeBytes(hdf5, made, 0);
}

const PIXELS = { data: new Int32Array(12), shape: [1, 3, 4] };

/** Builds a file with one valid image and further contents. */
export const withImage = (hdf5: Hdf5, fill: (data: Group, entry: Group) => void = () => undefined): Uint8Array =>
  file(hdf5, (data, entry) => {
    data.create_dataset({ name: 'data', ...PIXELS });
    fill(data, entry);
  });

/** Builds a file whose images are behind a link. */
export const withLink = (hdf5: Hdf5, link: (data: Group) => void): Uint8Array => file(hdf5, link);

/** Builds a stack that declares the given size without containing any data. */
export const claiming = (hdf5: Hdf5, shape: readonly number[]): Uint8Array =>
  file(hdf5, (data) => {
    const stack = data.create_dataset({
      name: 'data',
      data: new Int32Array(64),
      shape: [1, 8, 8],
      maxshape: [null, null, null],
      chunks: [1, 8, 8],
    });
    stack.resize([...shape]);
  });

/** Overwrites every 32-bit little-endian `from`. */
export function patched(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at++) if (view.getUint32(at, true) === from) view.setUint32(at, to, true);
  return copy;
}

/**
 * Builds a small image with a single compressed chunk that unpacks to `slow` x `fast` pixels of 32 bits, for large
 * sizes.
 */
export function bomb(hdf5: Hdf5, slow: number, fast: number): Uint8Array {
  const size = { shape: [1, slow, fast], chunks: [1, slow, fast] };
  const large = file(
    hdf5,
    (data) =>
      void data.create_dataset({
        name: 'data',
        data: new Int32Array(slow * fast),
        ...size,
        compression: 1,
        compression_opts: [9],
      }),
  );
  return patched(patched(large, slow, 7), fast, 5);
}

/** Builds `count` groups with `count` paths to the same group. */
export const manyGroups = (hdf5: Hdf5, count: number): Uint8Array =>
  file(hdf5, (data, _, root) => {
    for (let i = 0; i < count; i++) data.create_group(`g${i}`);
    for (let i = 0; i < count; i++) root.create_hard_link('/entry', `e${i}`);
  });

/** Signature of a heap, distance to its first object, and distances from an object to its size and content. */
const [HEAP, FIRST, SIZE, CONTENT] = [[0x47, 0x43, 0x4f, 0x4c], 16, 8, 16];

/** Builds a file on which the library loops forever: the free space of its heap of texts has the size zero. */
export function endless(hdf5: Hdf5): Uint8Array {
  const bytes = withImage(hdf5, (data) => data.create_attribute('signal', 'data'));
  const heap = bytes.findIndex((_, at) => HEAP.every((byte, i) => bytes[at + i] === byte));
  const freeSpace = heap + FIRST + CONTENT + 8;
  bytes.fill(0, freeSpace + SIZE, freeSpace + SIZE + 8);
  return bytes;
}

const unpacked = (base64: string): Uint8Array => new Uint8Array(gunzipSync(ascii(atob(base64))));

/** A file written by h5py with a virtual dataset of one image that refers to /etc/passwd. */
export const VIRTUAL = unpacked(
  'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DAIAHhG0DFHTs72f09XIKYFHbyMGQj4womIWSNMMDFxMDIwMAmwACkWFPzSooqD8PscGGgClBuVG0lx0n8ICexpCSWJIYxQo1ypY6LGCRiFxhT5qSX1HbSn8hmEbCTFNGdxMDIaMLAwMTMyAizkxlKs0BpXOLMPAyMAhwwvgIDK9AXzFwcfEARZgYOJL1zGAY1iGcr2cowCkbBKBgFIw+4O/v7gItpAdTiPo4BrfzXTy1J1i9ILC4uT2EAVVLgCoERySQmJL4CtMJgxGIjE1Suc8OzpQjRBv7RuBgFo2AUjIJRMApGwSgYBaNgFIyCUTAKaAUAUEQfPAAYAAA=',
);

/** A file written by h5py with one image whose pixels are bytes of /etc/passwd. */
export const STORED_ELSEWHERE = unpacked(
  'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1CgywzhG0DFd4Vf6PH3cAliUtjJw5CNjCuYhJA1wgAXEwMjAwObAAOQYk3NKymqPAyzw4WBKkC5UbWVHCfxg5zEkpJYkhjGCDXKlTouYpCIXWBMmZNeUttJfyKbRcBOYmRgZDRhYGBiZmSE2QGNYwYWKI1LnJmHgVGAA8ZXYGAFupqZi12DAWwS0GCGr0wQlRxotsOSDwfQ9yyMMF/DRBlyGOgKVs3dHuXh6hgAjio0P4syo6rVTy1J1i9ILC4uTwE7EgCdRAylLQMAAA==',
);
