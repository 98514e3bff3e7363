import { dataError } from '@braggsim/core';

/**
 * The part of MessagePack that reflection tables are made of: maps, arrays, text, bytes, unsigned and negative integers,
 * null and truth values. Maps keep their order, and integers are written in their shortest form, so that a table round-trips
 * byte for byte.
 */
export type Packed = null | boolean | number | string | Uint8Array | readonly Packed[] | ReadonlyMap<Packed, Packed>;

/** Maps and lists within each other. */
const MAX_DEPTH = 16;

class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  private take(count: number): number {
    const start = this.at;
    if (count > this.bytes.length - start) {
      throw dataError(
        `the table is cut short: ${count} bytes are expected at ${start}, and ${this.bytes.length - start} are left`,
      );
    }
    this.at += count;
    return start;
  }

  private unsigned(size: 1 | 2 | 4 | 8): number {
    const at = this.take(size);
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at);
    if (size === 4) return this.view.getUint32(at);
    return Number(this.view.getBigUint64(at));
  }

  private signed(size: 1 | 2 | 4 | 8): number {
    const at = this.take(size);
    if (size === 1) return this.view.getInt8(at);
    if (size === 2) return this.view.getInt16(at);
    if (size === 4) return this.view.getInt32(at);
    return Number(this.view.getBigInt64(at));
  }

  private text(length: number): string {
    const at = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(at, at + length));
  }

  private raw(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  private list(length: number, depth: number): Packed[] {
    // Every entry takes a byte: a longer list cannot be there, and is not allocated.
    if (length > this.bytes.length - this.at)
      throw dataError(`the table is cut short: a list of ${length} entries does not fit`);
    return Array.from({ length }, () => this.value(depth + 1));
  }

  private map(length: number, depth: number): Map<Packed, Packed> {
    if (length > this.bytes.length - this.at)
      throw dataError(`the table is cut short: a map of ${length} entries does not fit`);
    const entries = new Map<Packed, Packed>();
    for (let i = 0; i < length; i++) {
      const key = this.value(depth + 1);
      entries.set(key, this.value(depth + 1));
    }
    return entries;
  }

  value(depth = 0): Packed {
    if (depth > MAX_DEPTH) throw dataError(`the table is nested more than ${MAX_DEPTH} deep`);
    const head = this.unsigned(1);
    if (head <= 0x7f) return head;
    if (head <= 0x8f) return this.map(head & 0x0f, depth);
    if (head <= 0x9f) return this.list(head & 0x0f, depth);
    if (head <= 0xbf) return this.text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return this.long(head, depth);
  }

  private long(head: number, depth: number): Packed {
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.raw(this.unsigned(1));
      case 0xc5:
        return this.raw(this.unsigned(2));
      case 0xc6:
        return this.raw(this.unsigned(4));
      case 0xcc:
        return this.unsigned(1);
      case 0xcd:
        return this.unsigned(2);
      case 0xce:
        return this.unsigned(4);
      case 0xcf:
        return this.unsigned(8);
      case 0xd0:
        return this.signed(1);
      case 0xd1:
        return this.signed(2);
      case 0xd2:
        return this.signed(4);
      case 0xd3:
        return this.signed(8);
      case 0xd9:
        return this.text(this.unsigned(1));
      case 0xda:
        return this.text(this.unsigned(2));
      case 0xdb:
        return this.text(this.unsigned(4));
      case 0xdc:
        return this.list(this.unsigned(2), depth);
      case 0xdd:
        return this.list(this.unsigned(4), depth);
      case 0xde:
        return this.map(this.unsigned(2), depth);
      case 0xdf:
        return this.map(this.unsigned(4), depth);
      default:
        throw dataError(`the table has a value of a type that no reflection table has (0x${head.toString(16)})`);
    }
  }
}

/**
 * Reads one value.
 *
 * @throws BraggsimError (`data`) when the bytes are cut short, go on after it or hold anything else
 */
export function unpack(bytes: Uint8Array): Packed {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (!reader.isAtEnd) throw dataError('the table goes on after its end: is the file damaged?');
  return value;
}

class Writer {
  private readonly chunks: Uint8Array[] = [];

  bytes(): Uint8Array {
    const result = new Uint8Array(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.chunks) {
      result.set(chunk, at);
      at += chunk.length;
    }
    return result;
  }

  /** A head byte and a number of `size` bytes. */
  private head(code: number, value: number, size: 0 | 1 | 2 | 4 | 8): void {
    const chunk = new Uint8Array(1 + size);
    const view = new DataView(chunk.buffer);
    chunk[0] = code;
    if (size === 1) view.setUint8(1, value & 0xff);
    else if (size === 2) view.setUint16(1, value & 0xffff);
    else if (size === 4) view.setUint32(1, value >>> 0);
    else if (size === 8) view.setBigInt64(1, BigInt(value));
    this.chunks.push(chunk);
  }

  private integer(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.head(value, 0, 0);
      else if (value < 0x100) this.head(0xcc, value, 1);
      else if (value < 0x10000) this.head(0xcd, value, 2);
      else if (value < 0x100000000) this.head(0xce, value, 4);
      else this.head(0xcf, value, 8);
    } else if (value >= -0x20) this.head(value & 0xff, 0, 0);
    else if (value >= -0x80) this.head(0xd0, value, 1);
    else if (value >= -0x8000) this.head(0xd1, value, 2);
    else if (value >= -0x80000000) this.head(0xd2, value, 4);
    else this.head(0xd3, value, 8);
  }

  private counted(length: number, short: number, most: number, codes: readonly [number, number, number]): void {
    const [one, two, four] = codes;
    if (length < most) this.head(short | length, 0, 0);
    else if (one > 0 && length < 0x100) this.head(one, length, 1);
    else if (length < 0x10000) this.head(two, length, 2);
    else this.head(four, length, 4);
  }

  value(value: Packed): void {
    if (value === null) this.head(0xc0, 0, 0);
    else if (typeof value === 'boolean') this.head(value ? 0xc3 : 0xc2, 0, 0);
    else if (typeof value === 'number') this.integer(value);
    else if (typeof value === 'string') {
      const text = new TextEncoder().encode(value);
      this.counted(text.length, 0xa0, 0x20, [0xd9, 0xda, 0xdb]);
      this.chunks.push(text);
    } else if (value instanceof Uint8Array) {
      this.counted(value.length, 0, 0, [0xc4, 0xc5, 0xc6]);
      this.chunks.push(value);
    } else if (Array.isArray(value)) {
      this.counted(value.length, 0x90, 0x10, [0, 0xdc, 0xdd]);
      for (const entry of value) this.value(entry);
    } else {
      const map = value as ReadonlyMap<Packed, Packed>;
      this.counted(map.size, 0x80, 0x10, [0, 0xde, 0xdf]);
      for (const [key, entry] of map) {
        this.value(key);
        this.value(entry);
      }
    }
  }
}

/** Writes one value, every integer and length in its shortest form. */
export function pack(value: Packed): Uint8Array {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes();
}
