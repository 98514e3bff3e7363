import { dataError } from '@braggsim/core';

/** The code for a difference that does not fit its width and follows in the next larger one. */
const NEXT_IS_16 = -128;
const NEXT_IS_32 = -32768;
const NEXT_IS_64 = -2147483648;
const LONGEST_CODE = 1 + 2 + 4 + 8;

/** Compresses whole numbers by the differences of neighbours, one byte for each small difference (CBF byte offset). */
export function encodeByteOffset(values: Int32Array): Uint8Array {
  const codes = new Uint8Array(sizeOf(values));
  const view = new DataView(codes.buffer);
  let at = 0;
  let previous = 0;
  for (const value of values) {
    const step = value - previous;
    previous = value;
    if (step >= -127 && step <= 127) {
      view.setInt8(at, step);
      at += 1;
      continue;
    }
    view.setInt8(at, NEXT_IS_16);
    if (step >= -32767 && step <= 32767) {
      view.setInt16(at + 1, step, true);
      at += 3;
      continue;
    }
    view.setInt16(at + 1, NEXT_IS_32, true);
    if (step > NEXT_IS_64 && step <= 2147483647) {
      view.setInt32(at + 3, step, true);
      at += 7;
      continue;
    }
    view.setInt32(at + 3, NEXT_IS_64, true);
    view.setBigInt64(at + 7, BigInt(step), true);
    at += LONGEST_CODE;
  }
  return codes;
}

function sizeOf(values: Int32Array): number {
  let size = 0;
  let previous = 0;
  for (const value of values) {
    const step = Math.abs(value - previous);
    previous = value;
    size += step <= 127 ? 1 : step <= 32767 ? 3 : step <= 2147483647 ? 7 : LONGEST_CODE;
  }
  return size;
}

/**
 * Decompresses values that `encodeByteOffset` compressed.
 *
 * @param count the number of values that is expected
 * @param unsigned whether values are from 0 to 2^32 - 1; otherwise they are signed
 * @throws BraggsimError (`data`) when the codes end early, continue after the last value or leave the range of 32 bits
 */
export function decodeByteOffset(codes: Uint8Array, count: number): Int32Array;
export function decodeByteOffset(codes: Uint8Array, count: number, unsigned: boolean): Int32Array | Uint32Array;
export function decodeByteOffset(codes: Uint8Array, count: number, unsigned = false): Int32Array | Uint32Array {
  if (codes.length < count)
    throw dataError(`${count} pixels need at least as many compressed bytes, found ${codes.length}`);
  const view = new DataView(codes.buffer, codes.byteOffset, codes.length);
  const values = unsigned ? new Uint32Array(count) : new Int32Array(count);
  let at = 0;
  let value = 0;
  const require = (end: number, i: number) => {
    if (end > codes.length)
      throw dataError(`the compressed pixels end within pixel ${i} of ${count}: the file is cut short`);
  };
  for (let i = 0; i < count; i++) {
    require(at + 1, i);
    let step: number = view.getInt8(at);
    at += 1;
    if (step === NEXT_IS_16) {
      require(at + 2, i);
      step = view.getInt16(at, true);
      at += 2;
      if (step === NEXT_IS_32) {
        require(at + 4, i);
        step = view.getInt32(at, true);
        at += 4;
        if (step === NEXT_IS_64) {
          require(at + 8, i);
          step = Number(view.getBigInt64(at, true));
          at += 8;
        }
      }
    }
    value += step;
    if (value !== (unsigned ? value >>> 0 : value | 0))
      throw dataError(`pixel ${i} of the compressed image does not fit 32 bits: the file is damaged`);
    values[i] = value;
  }
  if (at !== codes.length) throw dataError(`${codes.length - at} compressed bytes follow the last of ${count} pixels`);
  return values;
}
