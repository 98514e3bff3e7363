import { dataError } from '@braggsim/core';

/** The parameters by which pixels were packed. */
export interface PackedLayout {
  /**
   * Number of pixels of the image, and of a row where predictions use the row before; a row of 0 means that each pixel
   * is predicted from the one before it.
   */
  readonly count: number;
  readonly fast: number;
  /** Bytes per pixel. */
  readonly width: 1 | 2 | 4 | 8;
  /** Version of the format: blocks of version 2 have sixteen sizes, those of version 1 have eight. */
  readonly version: 1 | 2;
}

/** Bits of an offset by the code in the header of its block; the last one stores a whole pixel. */
const SIZES = {
  1: [0, 4, 5, 6, 7, 8, 16],
  2: [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
} as const;
/** Bits of a whole pixel where the length of a row is unknown: offsets have room for a carry. */
const WHOLE_WITHOUT_ROWS = 65;
/** Length of the header in bytes: number of pixels, least and largest pixel, and a reserved word, 64 bits each. */
const HEAD_BYTES = 32;
/** Bits of the code for the number of offsets in a block, 1 to 128. */
const COUNT_BITS = 3;

/** Reads numbers of any width from bytes, starting with the lowest bit of each byte. */
function bitReader(bytes: Uint8Array) {
  let [at, held, bits] = [HEAD_BYTES, 0, 0];
  /** Returns the next bits as an unsigned number. @param width at most 16 */
  const take = (width: number): number => {
    while (bits < width) {
      if (at >= bytes.length) throw dataError('the packed pixels of this CBF end too early: the file is cut short');
      held |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    const value = held & ((1 << width) - 1);
    held >>>= width;
    bits -= width;
    return value;
  };
  return {
    take,
    /** Returns a signed number of up to 16 bits. */
    signed: (width: number): number => (width === 0 ? 0 : (take(width) << (32 - width)) >> (32 - width)),
    /** Returns 32 bits unchanged. */
    word: (): number => take(16) | (take(16) << 16),
    left: (): number => bytes.length - at,
  };
}

/**
 * Decompresses the packing of J. P. Abrahams (CCP4 "pack", Joint CCP4 and ESF-EACBM Newsletter 28 (1993) 3) as CBFlib
 * writes it: blocks of offsets of equal width from a prediction, which is the mean of four neighbours where the length
 * of a row is known, and the previous pixel elsewhere. The arithmetic is modulo the width of a pixel, so signed,
 * unsigned and real pixels are decoded in the same way.
 *
 * @returns the bytes of the pixels in the byte order of this machine
 * @throws BraggsimError (`data`) when the codes end early or continue after the last pixel
 */
export function decodePacked(codes: Uint8Array, layout: PackedLayout): ArrayBuffer {
  const { count, fast, width } = layout;
  if (codes.length < HEAD_BYTES + Math.ceil(count / 128) * (6 / 8)) {
    throw dataError(`${count} packed pixels need more than the ${codes.length} bytes that this CBF has for them`);
  }
  if (fast === 1 && count > 1) throw dataError('packed pixels of this CBF are in rows of one: rows have two or more');
  const values = width === 8 ? decodeLong(codes, layout) : decodeShort(codes, layout);
  if (width >= 4) return values.buffer;
  return width === 2 ? Int16Array.from(values).buffer : Int8Array.from(values).buffer;
}

/** Calls `offset` with the width of the offset of every pixel in order. */
function eachOffset(codes: Uint8Array, { count, fast, width, version }: PackedLayout, sink: OffsetSink): void {
  const reader = bitReader(codes);
  const sizes = SIZES[version];
  const codeBits = version === 1 ? 3 : 4;
  const whole = fast > 0 ? 8 * width : WHOLE_WITHOUT_ROWS;
  for (let pixel = 0; pixel < count; ) {
    const block = 1 << reader.take(COUNT_BITS);
    const size = sizes[reader.take(codeBits)] ?? whole;
    const end = Math.min(pixel + block, count);
    for (; pixel < end; pixel++) {
      if (size <= 16) {
        const low = reader.signed(size);
        sink(pixel, low, low >> 31);
        continue;
      }
      const low = reader.word();
      const high = size >= 64 ? reader.word() : low >> 31;
      if (size === WHOLE_WITHOUT_ROWS) reader.take(1);
      sink(pixel, low, high);
    }
  }
  if (reader.left() > 8) throw dataError(`${reader.left()} bytes follow the packed pixels of this CBF`);
}

/** Receives the offset of a pixel as two words of 32 bits. */
type OffsetSink = (pixel: number, low: number, high: number) => void;

/**
 * Returns the positions, relative to a pixel, of the neighbours whose mean predicts it: the pixel before it and three
 * of the row before.
 */
function neighbours(fast: number) {
  const [first, last, middle] = [
    [fast - 1, fast],
    [1, fast],
    [1, fast - 1, fast, fast + 1],
  ];
  return (pixel: number): readonly number[] => {
    if (fast === 0 || pixel < fast) return pixel === 0 ? [] : BEFORE;
    const column = pixel % fast;
    if (column === 0) return first as number[];
    return (column === fast - 1 ? last : middle) as number[];
  };
}
const BEFORE: readonly number[] = [1];
/** Binary logarithm of the number of neighbours, which is one, two or four. */
const SHIFT = [0, 0, 1, 1, 2] as const;

/** Decodes pixels of up to 32 bits; their highest bit is extended as the sign. */
function decodeShort(codes: Uint8Array, layout: PackedLayout): Int32Array<ArrayBuffer> {
  const values = new Int32Array(layout.count);
  const unused = 32 - 8 * layout.width;
  const wrapped = (value: number): number => (value << unused) >> unused;
  const near = neighbours(layout.fast);
  eachOffset(codes, layout, (pixel, low) => {
    const steps = near(pixel);
    let sum = 0;
    for (const step of steps) sum = (sum + (values[pixel - step] as number)) | 0;
    const predicted = (wrapped(sum) + (steps.length >> 1)) >> (SHIFT[steps.length] as number);
    values[pixel] = wrapped(predicted + low);
  });
  return values;
}

const WORD = 2 ** 32;

/** Decodes pixels of 64 bits as pairs of words, the lower one first. */
function decodeLong(codes: Uint8Array, layout: PackedLayout): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * layout.count);
  const near = neighbours(layout.fast);
  eachOffset(codes, layout, (pixel, offsetLow, offsetHigh) => {
    const steps = near(pixel);
    let [low, high] = [steps.length >> 1, 0];
    for (const step of steps) {
      low += words[2 * (pixel - step)] as number;
      high += words[2 * (pixel - step) + 1] as number;
    }
    high = (high + Math.floor(low / WORD)) | 0;
    low %= WORD;
    const shift = SHIFT[steps.length] as number;
    if (shift > 0) {
      low = ((low >>> shift) | (high << (32 - shift))) >>> 0;
      high >>= shift;
    }
    low += offsetLow >>> 0;
    words[2 * pixel] = low % WORD;
    words[2 * pixel + 1] = high + offsetHigh + Math.floor(low / WORD);
  });
  return words;
}
