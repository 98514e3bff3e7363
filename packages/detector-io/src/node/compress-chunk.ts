import { constants, deflate, deflateSync } from 'node:zlib';
import type { ChunkedDataset } from '../hdf5/chunked-object';
import { bytesOf } from '../hdf5/hdf5-bytes';
import { shuffled } from '../hdf5/shuffle';

/**
 * Levels up to which deflate uses prefix codes and runs only (Z_RLE). Shuffled noise has no repeated strings: a search for them takes four
 * times as long, and its result is larger.
 */
const FAST_LEVELS = 4;

/** Bytes of the parts in which the result is made, at most: every part is a message between threads. */
const LARGEST_PART = 2 ** 22;

const optionsOf = (level: number, bytes: number) => ({
  level,
  strategy: level <= FAST_LEVELS ? constants.Z_RLE : constants.Z_DEFAULT_STRATEGY,
  chunkSize: Math.min(Math.max(constants.Z_DEFAULT_CHUNK, bytes >> 1), LARGEST_PART),
});

const bytesIn = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Compresses a chunk: the bytes of equal weight together, as the shuffle filter has them, and then by deflate. */
export function compressChunk({ type, gzip }: ChunkedDataset, values: ArrayBufferView): Uint8Array {
  return gzip === undefined
    ? bytesIn(values)
    : deflateSync(shuffled(values, bytesOf(type)), optionsOf(gzip, values.byteLength));
}

/** Compresses a chunk, to the same bytes, on a thread of Node's pool while the caller goes on. */
export async function compressElsewhere({ type, gzip }: ChunkedDataset, values: ArrayBufferView): Promise<Uint8Array> {
  if (gzip === undefined) return bytesIn(values);
  const from = shuffled(values, bytesOf(type));
  return new Promise((resolve, reject) => {
    deflate(from, optionsOf(gzip, from.length), (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}
