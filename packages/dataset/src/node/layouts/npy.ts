/** Writes an array of unsigned 16-bit numbers as a NumPy file, version 1.0. */
export function npyBytes(values: Uint16Array, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '<u2', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  // Magic, version, length of the header, and a header that ends in a line feed at a multiple of 64 bytes.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  const bytes = new Uint8Array(10 + length + 2 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  bytes.set(header, 10);
  const view = new DataView(bytes.buffer, 10 + length);
  for (let i = 0; i < values.length; i++) view.setUint16(2 * i, values[i] as number, true);
  return bytes;
}
