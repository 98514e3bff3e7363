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
