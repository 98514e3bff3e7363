import { dataError, parameters } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';

/** Limits that a decoder applies to its input. */
export interface ReadLimits {
  readonly maxBytes?: number | undefined;
}

/** The default limit of 2 GiB, which a 16384 x 16384 float image and its header fit into. */
const DEFAULT_LIMIT = 2 ** 31;

export const limitParameters = parameters({
  maxBytes: {
    type: 'integer',
    unit: 'bytes',
    default: DEFAULT_LIMIT,
    min: 1,
    doc: 'limit on the size of a file in bytes; larger files are refused',
  },
});

/** Checks the size of a file. @throws BraggsimError (`data`) when it is larger than allowed */
export function checkLimit(bytes: Uint8Array, format: string, { maxBytes = DEFAULT_LIMIT }: ReadLimits): void {
  if (bytes.length > maxBytes) {
    throw dataError(
      `this ${format} file has ${bytes.length} bytes, the limit is ${maxBytes}; raise maxBytes if this size is intended`,
    );
  }
}

/** The values of an image as files store them. */
export type Samples = Pixels | Int8Array | Int16Array | BigInt64Array | BigUint64Array;

/**
 * Converts values to an array type that images can have.
 *
 * @param mask mask of the pixels; masked values may lose digits
 * @throws BraggsimError (`data`) for a 64-bit count that cannot be kept exactly
 */
export function plainPixels(samples: Samples, mask?: PixelMask): Pixels {
  if (samples instanceof Int8Array || samples instanceof Int16Array) return Int32Array.from(samples);
  if (!(samples instanceof BigInt64Array || samples instanceof BigUint64Array)) return samples;
  const pixels = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    pixels[i] = Number(samples[i]);
    if (Number.isSafeInteger(pixels[i]) || (mask && mask[i] !== 0)) continue;
    throw dataError({
      message: `pixel ${i} of this image is ${samples[i]}; whole numbers of up to 2^53 can be read without loss: mask the pixel, or write smaller numbers`,
      expected: 'whole numbers of up to 2^53',
      found: String(samples[i]),
    });
  }
  return pixels;
}

export type SamplesConstructor<T extends Samples> = { new (length: number): T; readonly BYTES_PER_ELEMENT: number };

const LITTLE_ENDIAN_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reverses the bytes of every sample in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}

/** Returns samples as little-endian bytes: on most machines a view of the same memory. */
export function toLittleEndian(samples: Samples): Uint8Array {
  const view = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  if (LITTLE_ENDIAN_MACHINE) return view;
  const swapped = view.slice();
  swapBytes(swapped, samples.BYTES_PER_ELEMENT);
  return swapped;
}

/** Returns `count` samples that start at `offset`. The caller has checked that the file is long enough. */
export function fromBytes<T extends Samples>(
  type: SamplesConstructor<T>,
  bytes: Uint8Array,
  offset: number,
  count: number,
  order: 'little' | 'big' = 'little',
): T {
  const samples = new type(count);
  const target = new Uint8Array(samples.buffer);
  target.set(bytes.subarray(offset, offset + target.length));
  if ((order === 'little') !== LITTLE_ENDIAN_MACHINE) swapBytes(target, type.BYTES_PER_ELEMENT);
  return samples;
}

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
