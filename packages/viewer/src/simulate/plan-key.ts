import type { KernelOptions, Plan } from '@braggsim/core/kernel';

/** Digests of arrays that were met before: tables of structure factors are kept from picture to picture. */
const known = new WeakMap<ArrayBufferView, string>();

/** Returns the content of an array as words of 32 bits; zeros fill the last word. */
function wordsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint32Array {
  if (byteOffset % 4 === 0 && byteLength % 4 === 0) return new Uint32Array(buffer, byteOffset, byteLength / 4);
  const filled = new Uint8Array(Math.ceil(byteLength / 4) * 4);
  filled.set(new Uint8Array(buffer, byteOffset, byteLength));
  return new Uint32Array(filled.buffer);
}

/**
 * Names the content of an array by two hashes of 32 bits (FNV-1a over words, with a rotation that carries high bits to low ones). A cryptographic
 * hash would take longer for the mask of a large detector than its preview.
 */
function digestOf(array: ArrayBufferView): string {
  const found = known.get(array);
  if (found !== undefined) return found;
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const words = wordsOf(array);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    a = Math.imul(((a << 13) | (a >>> 19)) ^ word, 0x01000193);
    b = Math.imul(((b << 17) | (b >>> 15)) ^ word, 0x85ebca6b);
  }
  const digest = `${array.constructor.name} ${array.byteLength} ${a >>> 0} ${b >>> 0}`;
  known.set(array, digest);
  return digest;
}

/** Names what a kernel is prepared for: plans of equal content have equal names, and others differ in theirs, but for a chance of 2^-64. */
export const kernelKey = (fixed: Plan['fixed'], options: KernelOptions): string =>
  JSON.stringify([fixed, options], (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) return digestOf(value);
    return typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value;
  });
