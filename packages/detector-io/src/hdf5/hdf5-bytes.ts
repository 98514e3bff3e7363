/** Array types of the elements that datasets can have; truth values come behind the numbers of the same array. */
const ARRAYS = {
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Types of the elements of datasets. */
export type ElementType = keyof typeof ARRAYS;

/** Arrays of elements of these types. */
export type ElementArray =
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Returns the type of the elements of an array. */
export function elementTypeOf(array: ElementArray): ElementType {
  const types = Object.keys(ARRAYS) as ElementType[];
  return types.find((type) => array instanceof ARRAYS[type]) as ElementType;
}

/** Returns the number of bytes of an element. */
export const bytesOf = (type: ElementType): number => ARRAYS[type].BYTES_PER_ELEMENT;

/** The undefined address of HDF5. */
export const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;

/** Builds little-endian structures. */
export class Hdf5Bytes {
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

/** Bits of the exponent and the mantissa of floating-point numbers, and the bias of the exponent. */
const FLOATS: Readonly<Record<string, readonly [exponent: number, mantissa: number, bias: number]>> = {
  float32: [8, 23, 127],
  float64: [11, 52, 1023],
};

/** Describes whole numbers. */
const integerType = (bytes: number, isSigned: boolean): Uint8Array =>
  new Hdf5Bytes()
    .put(1, 0x10)
    .put(3, isSigned ? 8 : 0)
    .put(4, bytes)
    .put(2, 0)
    .put(2, 8 * bytes)
    .take();

/** Describes truth values as h5py writes them: an enumeration of FALSE and TRUE in signed bytes. */
const truthType = (): Uint8Array =>
  new Hdf5Bytes()
    .put(1, 0x18)
    .put(3, 2)
    .put(4, 1)
    .raw(integerType(1, true))
    .text('FALSE\0\0\0')
    .text('TRUE\0\0\0\0')
    .put(1, 0)
    .put(1, 1)
    .take();

/** Describes the type of elements (version 1, little-endian). */
export function datatype(type: ElementType): Uint8Array {
  if (type === 'bool') return truthType();
  const bytes = bytesOf(type);
  const float = FLOATS[type];
  if (!float) return integerType(bytes, type.startsWith('int'));
  const [exponent, mantissa, bias] = float;
  const fields = new Hdf5Bytes()
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
