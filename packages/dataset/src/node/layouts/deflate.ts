import { type PrefixCode, prefixCode } from './huffman';

/** Symbols of literals and lengths, among them the end of a block, and of lengths of codes (RFC 1951). */
const SYMBOLS = 286;
const END = 256;
const LENGTH_SYMBOLS = 19;
const LONGEST_CODE = 15;
const LONGEST_OF_LENGTHS = 7;

/** Least and largest number of bytes that repeat the one before them by one symbol. */
const SHORTEST_RUN = 3;
const LONGEST_RUN = 258;

/** Bytes that the codes of a block surely fit into. */
const HEADER_BYTES = 1024;

/** Order in which a block has the lengths of the codes of lengths. */
const HEADER_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;

/** Tokens of a block: bytes, and from here on lengths of runs. */
const RUN = 256;
const TOKENS = RUN + LONGEST_RUN + 1;

/** Symbol, and number and value of the extra bits, of each length of a run. */
const RUN_SYMBOLS = new Uint16Array(LONGEST_RUN + 1);
const RUN_EXTRA_BITS = new Uint8Array(LONGEST_RUN + 1);
const RUN_EXTRA = new Uint8Array(LONGEST_RUN + 1);
for (let symbol = 257, length = SHORTEST_RUN; symbol < 285; symbol++) {
  const extra = symbol < 265 ? 0 : (symbol - 261) >> 2;
  for (let i = 0; i < 1 << extra && length < LONGEST_RUN; i++, length++) {
    RUN_SYMBOLS[length] = symbol;
    RUN_EXTRA_BITS[length] = extra;
    RUN_EXTRA[length] = i;
  }
}
RUN_SYMBOLS[LONGEST_RUN] = 285;

/** Computes the checksum of zlib (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  // The sums of so many bytes stay below 2^32.
  const most = 5552;
  for (let start = 0; start < bytes.length; start += most) {
    const end = Math.min(bytes.length, start + most);
    for (let i = start; i < end; i++) {
      a += bytes[i] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/** Room that is used for one array after the other: nothing in it outlives `deflated`. */
let tokens = new Uint16Array();
let packed = new Uint8Array();

/** Puts the tokens of a block into `tokens`, counts their symbols, and returns their number. */
function tokenize(bytes: Uint8Array, from: number, to: number, counts: Uint32Array): number {
  let count = 0;
  for (let i = from; i < to; ) {
    const value = bytes[i] as number;
    tokens[count++] = value;
    counts[value] = (counts[value] as number) + 1;
    i++;
    if (bytes[i] !== value || bytes[i + 1] !== value || bytes[i + 2] !== value) continue;
    let end = i;
    while (end < to && bytes[end] === value) end++;
    while (end - i >= SHORTEST_RUN) {
      const length = Math.min(LONGEST_RUN, end - i);
      tokens[count++] = RUN + length;
      const symbol = RUN_SYMBOLS[length] as number;
      counts[symbol] = (counts[symbol] as number) + 1;
      i += length;
    }
  }
  return count;
}

/** Writes bits into `packed`, the lowest first. */
function bitWriter() {
  let at = 0;
  let waiting = 0;
  let bits = 0;
  return {
    put(value: number, count: number): void {
      waiting |= value << bits;
      bits += count;
      while (bits >= 8) {
        packed[at++] = waiting;
        waiting >>>= 8;
        bits -= 8;
      }
    },
    /** Writes tokens by the bits of each, no more than 22 of them. */
    tokens(count: number, codes: Uint32Array, lengths: Uint8Array): void {
      let [place, rest, size] = [at, waiting, bits];
      for (let i = 0; i < count; i++) {
        const token = tokens[i] as number;
        rest |= (codes[token] as number) << size;
        size += lengths[token] as number;
        while (size >= 8) {
          packed[place++] = rest;
          rest >>>= 8;
          size -= 8;
        }
      }
      [at, waiting, bits] = [place, rest, size];
    },
    /** Fills the last byte, and returns the number of bytes. */
    end(): number {
      if (bits > 0) packed[at++] = waiting;
      waiting = 0;
      bits = 0;
      return at;
    },
  };
}

type BitWriter = ReturnType<typeof bitWriter>;

/** Writes the codes of a block: that of literals and lengths, and the one of distances, which has the distance 1 alone. */
function putCodes(writer: BitWriter, { lengths }: PrefixCode): void {
  const counts = new Uint32Array(LENGTH_SYMBOLS);
  // The last length is that of the code of the distance 1.
  const all = [...lengths, 1];
  for (const length of all) counts[length] = (counts[length] as number) + 1;
  const code = prefixCode(counts, LONGEST_OF_LENGTHS);
  writer.put(lengths.length - 257, 5);
  writer.put(0, 5);
  writer.put(HEADER_ORDER.length - 4, 4);
  for (const symbol of HEADER_ORDER) writer.put(code.lengths[symbol] as number, 3);
  for (const length of all) writer.put(code.codes[length] as number, code.lengths[length] as number);
}

/** Writes the bytes from `from` to `to` as a block with codes of its own. */
function putBlock(writer: BitWriter, bytes: Uint8Array, from: number, to: number, isLast: boolean): void {
  const counts = new Uint32Array(SYMBOLS);
  counts[END] = 1;
  const count = tokenize(bytes, from, to, counts);
  const code = prefixCode(counts, LONGEST_CODE);
  const codes = new Uint32Array(TOKENS);
  const lengths = new Uint8Array(TOKENS);
  codes.set(code.codes.subarray(0, RUN));
  lengths.set(code.lengths.subarray(0, RUN));
  for (let run = SHORTEST_RUN; run <= LONGEST_RUN; run++) {
    const symbol = RUN_SYMBOLS[run] as number;
    const own = code.lengths[symbol] as number;
    codes[RUN + run] = (code.codes[symbol] as number) | ((RUN_EXTRA[run] as number) << own);
    // The code of the distance 1 is one bit that is 0.
    lengths[RUN + run] = own + (RUN_EXTRA_BITS[run] as number) + 1;
  }
  writer.put(isLast ? 1 : 0, 1);
  writer.put(2, 2);
  putCodes(writer, code);
  writer.tokens(count, codes, lengths);
  writer.put(code.codes[END] as number, code.lengths[END] as number);
}

/**
 * Compresses bytes into a stream of zlib with prefix codes and runs of equal bytes alone, which is what noise leaves to find: a
 * small part of the time of a search for repeated strings, with the same bytes on every machine.
 *
 * @param parts number of parts of equal length that get codes of their own, such as the low and the high bytes of an image
 */
export function deflated(bytes: Uint8Array, parts = 1): Uint8Array {
  if (tokens.length < bytes.length) tokens = new Uint16Array(bytes.length);
  // No code is longer than 15 bits.
  const most = 2 * bytes.length + HEADER_BYTES * (parts + 1);
  if (packed.length < most) packed = new Uint8Array(most);
  const writer = bitWriter();
  writer.put(0x78, 8);
  writer.put(0x5e, 8);
  const length = bytes.length / parts;
  for (let part = 0; part < parts; part++)
    putBlock(writer, bytes, part * length, (part + 1) * length, part === parts - 1);
  const end = writer.end();
  const stream = new Uint8Array(end + 4);
  stream.set(packed.subarray(0, end));
  new DataView(stream.buffer).setUint32(end, adler32(bytes));
  return stream;
}

/** Puts the first bytes of all values before the second ones and so on, as the shuffle filter of HDF5 does. */
export function shuffled({ buffer, byteOffset, byteLength }: ArrayBufferView, size: number): Uint8Array {
  const from = new Uint8Array(buffer, byteOffset, byteLength);
  const count = byteLength / size;
  const into = new Uint8Array(byteLength);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0, at = byte; i < count; i++, at += size) into[byte * count + i] = from[at] as number;
  }
  return into;
}
