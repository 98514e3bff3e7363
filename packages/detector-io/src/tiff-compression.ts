import { dataError } from '@braggsim/core';
import { Unzlib } from 'fflate';

/** Unpacks a strip or tile to the expected number of bytes, which the caller checks. */
type Unpack = (packed: Uint8Array, expected: number) => Uint8Array;

/** Returns a buffer that grows up to a limit, so that a small file cannot allocate all the memory that its header announces. */
function growing(expected: number, packed: number) {
  let bytes = new Uint8Array(Math.min(expected, 4096 + 4 * packed));
  let length = 0;
  return {
    /** Makes room for more bytes and returns their offset in `bytes()`. */
    grow(by: number): number {
      if (length + by > expected)
        throw dataError(`a strip of this TIFF unpacks to more than its ${expected} bytes: the file is damaged`);
      if (length + by > bytes.length) {
        const larger = new Uint8Array(Math.min(expected, Math.max(2 * bytes.length, length + by)));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      length += by;
      return length - by;
    },
    buffer: () => bytes,
    result: () => bytes.subarray(0, length),
  };
}

const CLEAR = 256;
const END = 257;
const FIRST_CODE = 258;
const LONGEST_CODE = 12;

/**
 * Unpacks LZW of TIFF 6.0, section 13: codes of 9 to 12 bits, the highest bit first, whose width grows one code early.
 */
const lzw: Unpack = (packed, expected) => {
  if (packed[0] === 0 && ((packed[1] ?? 0) & 1) === 1) {
    throw dataError(
      'the LZW of this TIFF is that of before version 6 (1992), with reversed bits: write it anew with another program',
    );
  }
  const out = growing(expected, packed.length);
  const prefix = new Uint16Array(2 ** LONGEST_CODE);
  const last = new Uint8Array(2 ** LONGEST_CODE);
  const lengths = new Uint16Array(2 ** LONGEST_CODE).fill(1, 0, CLEAR);
  for (let i = 0; i < CLEAR; i++) last[i] = i;
  let [next, width, previous, held, bits] = [FIRST_CODE, 9, -1, 0, 0];
  /** Writes the string of a code and returns its first byte. */
  const emit = (code: number): number => {
    const length = lengths[code] as number;
    const start = out.grow(length);
    const bytes = out.buffer();
    let at = code;
    for (let i = start + length - 1; i >= start; i--) {
      bytes[i] = last[at] as number;
      at = prefix[at] as number;
    }
    return bytes[start] as number;
  };
  const define = (first: number) => {
    // A full table remains unchanged until the next clear code.
    if (next >= 2 ** LONGEST_CODE) return;
    prefix[next] = previous;
    last[next] = first;
    lengths[next] = (lengths[previous] as number) + 1;
    next++;
    if (next === 2 ** width - 1 && width < LONGEST_CODE) width++;
  };
  for (let at = 0; ; ) {
    while (bits < width && at < packed.length) {
      held = (held << 8) | (packed[at++] as number);
      bits += 8;
    }
    if (bits < width) break;
    bits -= width;
    const code = (held >>> bits) & (2 ** width - 1);
    held &= 2 ** bits - 1;
    if (code === END) break;
    if (code === CLEAR) [next, width, previous] = [FIRST_CODE, 9, -1];
    else {
      if (code > next || (code >= CLEAR && previous < 0) || (code === next && previous < 0)) {
        throw dataError('an LZW code of this TIFF is not defined: the file is damaged');
      }
      if (previous < 0) emit(code);
      else if (code < next) define(emit(code));
      else {
        // The new string is the previous one followed by its own first byte.
        let first = previous;
        while (first >= CLEAR) first = prefix[first] as number;
        define(first);
        emit(code);
      }
      previous = code;
    }
  }
  return out.result();
};

/** Unpacks Macintosh byte runs (TIFF 6.0, section 9). */
const packBits: Unpack = (packed, expected) => {
  const out = growing(expected, packed.length);
  for (let at = 0; at < packed.length; ) {
    const head = ((packed[at++] as number) << 24) >> 24;
    if (head === -128) continue;
    const count = 1 + Math.abs(head);
    if (at + (head >= 0 ? count : 1) > packed.length)
      throw dataError('the PackBits runs of this TIFF end too early: it is cut short');
    const start = out.grow(count);
    if (head >= 0) {
      out.buffer().set(packed.subarray(at, at + count), start);
      at += count;
    } else out.buffer().fill(packed[at++] as number, start, start + count);
  }
  return out.result();
};

/** Number of packed bytes between two checks of the unpacked size: at most four megabytes. */
const PIECE = 4096;

/** Unpacks zlib data (Adobe's technical note on TIFF of 2002). */
const deflate: Unpack = (packed, expected) => {
  const out = growing(expected, packed.length);
  const unpacker = new Unzlib((chunk) => {
    const start = out.grow(chunk.length);
    out.buffer().set(chunk, start);
  });
  try {
    for (let at = 0; at < packed.length; at += PIECE) {
      unpacker.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
    }
  } catch (cause) {
    throw dataError({
      message: `a strip of this TIFF cannot be unpacked (${(cause as Error).message}): it is damaged`,
      cause,
    });
  }
  return out.result();
};

const plain: Unpack = (packed) => packed;

/** Functions that unpack each compression, by its number in files. */
export const UNPACKERS: ReadonlyMap<number, Unpack> = new Map([
  [1, plain],
  [5, lzw],
  [8, deflate],
  [32946, deflate],
  [32773, packBits],
]);

/**
 * Reverses a predictor in place, row by row (TIFF 6.0, section 14, and Adobe's technical note 3 on floating-point
 * predictors).
 */
export function undoPredictor(
  bytes: Uint8Array,
  { predictor, rowPixels, width, little }: { predictor: number; rowPixels: number; width: number; little: boolean },
): void {
  const rowBytes = rowPixels * width;
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    const row = bytes.subarray(start, start + rowBytes);
    if (predictor === 2) sumSamples(row, width, little);
    if (predictor === 3) floatsOf(row, width);
  }
}

/** Replaces differences of neighbouring samples by their sums, with carries from byte to byte. */
function sumSamples(row: Uint8Array, width: number, little: boolean): void {
  for (let at = width; at < row.length; at += width) {
    let carry = 0;
    for (let i = 0; i < width; i++) {
      const byte = at + (little ? i : width - 1 - i);
      const sum = (row[byte] as number) + (row[byte - width] as number) + carry;
      row[byte] = sum;
      carry = sum >> 8;
    }
  }
}

/**
 * Restores little-endian samples from differences of bytes that are stored with the highest bytes of all samples first.
 */
function floatsOf(row: Uint8Array, width: number): void {
  for (let i = 1; i < row.length; i++) row[i] = (row[i] as number) + (row[i - 1] as number);
  const planes = row.slice();
  const pixels = row.length / width;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let byte = 0; byte < width; byte++) {
      row[pixel * width + width - 1 - byte] = planes[byte * pixels + pixel] as number;
    }
  }
}
