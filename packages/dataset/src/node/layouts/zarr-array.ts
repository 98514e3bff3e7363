import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeSyncedJson } from './synced-file';

/** Element types of arrays. */
export type ZarrType = 'uint8' | 'uint16' | 'int64' | 'float32' | 'float64';

/** A Zarr array that grows entry by entry. */
export interface GrowingZarr {
  append(values: ArrayBufferView): void;
  /** Writes the index of the chunks and the metadata. */
  end(attributes: Readonly<Record<string, unknown>>): void;
  /** Gives up an array that cannot be completed. */
  discard(): void;
}

/** Reversed polynomial of CRC-32C (Castagnoli). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
  return c;
});

/** Computes the checksum CRC-32C (RFC 3720). */
export function crc32c(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Place of the operating system in the header of gzip, and the value for an unknown one: files are to be the same on all. */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/**
 * Compresses a chunk with gzip. All levels search for repeated strings: the codec has no shuffle filter, and noise without it would take up to
 * a fifth more space with prefix codes and runs only, as the chunks of HDF5 have them.
 */
function gzipped(bytes: Uint8Array, level: number): Uint8Array {
  const packed = gzipSync(bytes, { level });
  packed[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  return packed;
}

/** Returns the metadata of an array whose chunks of one entry each are all in one object (Zarr 3.0, codec sharding_indexed 1.0). */
const metadata = (
  type: ZarrType,
  shape: readonly number[],
  gzip: number | undefined,
  names: readonly string[],
  attributes: Readonly<Record<string, unknown>>,
) => ({
  zarr_format: 3,
  node_type: 'array',
  shape,
  data_type: type,
  chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: 0,
  codecs: [
    {
      name: 'sharding_indexed',
      configuration: {
        chunk_shape: [1, ...shape.slice(1)],
        codecs: [
          { name: 'bytes', configuration: { endian: 'little' } },
          ...(gzip === undefined ? [] : [{ name: 'gzip', configuration: { level: gzip } }]),
        ],
        index_codecs: [{ name: 'bytes', configuration: { endian: 'little' } }, { name: 'crc32c' }],
        index_location: 'end',
      },
    },
  ],
  dimension_names: names,
  attributes,
});

/** Writes the metadata of a Zarr group into its folder, which is made. */
export function writeZarrGroup(path: string, attributes: Readonly<Record<string, unknown>>): void {
  mkdirSync(path, { recursive: true });
  writeSyncedJson(join(path, 'zarr.json'), { zarr_format: 3, node_type: 'group', attributes });
}

/**
 * Begins an array of a group, whose chunks go to the disk one after the other.
 *
 * @param shape of one entry
 * @param names of the dimensions, that of the entries first
 */
export function zarrArray(
  path: string,
  type: ZarrType,
  shape: readonly number[],
  names: readonly string[],
  gzip: number | undefined,
): GrowingZarr {
  const object = join(path, 'c', ...names.map(() => '0'));
  mkdirSync(dirname(object), { recursive: true });
  const file = openSync(object, 'w');
  const places: number[] = [];
  let end = 0;
  const put = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    end += bytes.length;
  };
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    discard: close,
    append({ buffer, byteOffset, byteLength }) {
      const plain = new Uint8Array(buffer, byteOffset, byteLength);
      const bytes = gzip === undefined ? plain : gzipped(plain, gzip);
      places.push(end, bytes.length);
      put(bytes);
    },
    end(attributes) {
      const index = new Uint8Array(BigUint64Array.from(places, BigInt).buffer);
      const sum = new Uint8Array(4);
      new DataView(sum.buffer).setUint32(0, crc32c(index), true);
      put(index);
      put(sum);
      fsyncSync(file);
      close();
      const count = places.length / 2;
      writeSyncedJson(join(path, 'zarr.json'), metadata(type, [count, ...shape], gzip, names, attributes));
    },
  };
}
