/** Puts the first bytes of all values before the second ones and so on, as the shuffle filter of HDF5 does. */
export function shuffled(values: ArrayBufferView, size: number): Uint8Array {
  const into = new Uint8Array(values.byteLength);
  if (values instanceof Int32Array || values instanceof Uint32Array) shuffleWords(values, into);
  else shuffleBytes(values, size, into);
  return into;
}

/** Reads each word once, in half of the time that its bytes one by one would take. */
function shuffleWords(words: Int32Array | Uint32Array, into: Uint8Array): void {
  const count = words.length;
  const [second, third, fourth] = [count, 2 * count, 3 * count];
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    into[i] = word;
    into[second + i] = word >>> 8;
    into[third + i] = word >>> 16;
    into[fourth + i] = word >>> 24;
  }
}

function shuffleBytes({ buffer, byteOffset, byteLength }: ArrayBufferView, size: number, into: Uint8Array): void {
  const from = new Uint8Array(buffer, byteOffset, byteLength);
  const count = byteLength / size;
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0, at = byte; i < count; i++, at += size) into[byte * count + i] = from[at] as number;
  }
}
