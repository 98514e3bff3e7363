/** Types of the elements of datasets. */
export type ElementType = 'uint8' | 'int16' | 'uint16' | 'int32' | 'int64' | 'float32' | 'float64';

/** The address of what is not there. */
export const UNDEFINED = 0xffff_ffff_ffff_ffffn;

/** Builds little-endian structures. */
export class Bytes {
  private readonly parts: number[] = [];
  get length(): number {
    return this.parts.length;
  }
  /** Appends a number of so many bytes. */
  put(bytes: number, value: number | bigint): this {
    let rest = BigInt(value);
    for (let i = 0; i < bytes; i++) {
      this.parts.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
    return this;
  }
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.parts.push(byte);
    return this;
  }
  text(text: string): this {
    return this.raw(new TextEncoder().encode(text));
  }
  /** Fills with zeros up to a length. */
  pad(length: number): this {
    while (this.parts.length < length) this.parts.push(0);
    return this;
  }
  take(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}

const INTEGERS: Readonly<Record<string, readonly [bytes: number, signed: boolean]>> = {
  uint8: [1, false],
  int16: [2, true],
  uint16: [2, false],
  int32: [4, true],
  int64: [8, true],
};
const FLOATS: Readonly<Record<string, readonly [bytes: number, exponent: number, mantissa: number, bias: number]>> = {
  float32: [4, 8, 23, 127],
  float64: [8, 11, 52, 1023],
};

/** Describes the type of elements (version 1, little-endian). */
export function datatype(type: ElementType): Uint8Array {
  const integer = INTEGERS[type];
  if (integer) {
    const [bytes, signed] = integer;
    return new Bytes()
      .put(1, 0x10)
      .put(3, signed ? 8 : 0)
      .put(4, bytes)
      .put(2, 0)
      .put(2, 8 * bytes)
      .take();
  }
  const [bytes, exponent, mantissa, bias] = FLOATS[type] as (typeof FLOATS)[string];
  const fields = new Bytes()
    .put(1, 0x11)
    .put(1, 0x20)
    .put(1, 8 * bytes - 1)
    .put(1, 0)
    .put(4, bytes);
  return fields
    .put(2, 0)
    .put(2, 8 * bytes)
    .put(1, mantissa)
    .put(1, exponent)
    .put(1, 0)
    .put(1, mantissa)
    .put(4, bias)
    .take();
}
