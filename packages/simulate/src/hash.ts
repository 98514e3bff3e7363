import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Digests of arrays that were met before: the large ones are shared between plans. */
const known = new WeakMap<object, string>();

const digestOf = (array: ArrayBufferView): string => {
  let digest = known.get(array);
  if (digest === undefined) {
    digest = bytesToHex(blake3(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), { dkLen: 16 }));
    known.set(array, digest);
  }
  return digest;
};

/**
 * Computes a name for the content of plain data with typed arrays: equal content has equal names (BLAKE3, 128 bits).
 */
export function contentHash(data: unknown): string {
  const text = JSON.stringify(data, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${digestOf(value)}`;
    return typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value;
  });
  return bytesToHex(blake3(utf8ToBytes(text), { dkLen: 16 }));
}
