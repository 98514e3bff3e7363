import { readFileSync } from 'node:fs';
import { describeFormat } from '@braggsim/testkit/suites';
import { md5 } from '@noble/hashes/legacy.js';
import { expect, test } from 'vitest';
import { readCbf } from './cbf';
import { decodePacked } from './cbf-packed';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/${name}.cbf`, import.meta.url)));
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Files that CBFlib 0.9.7 wrote from numpy arrays; the checksums are those of the arrays as little-endian float64. */
test.each([
  ['packed-int32', Int32Array, '2dcc8bf8fdcf376ef4e825906ef2dd26'],
  ['packed-v2-int32', Int32Array, '2dcc8bf8fdcf376ef4e825906ef2dd26'],
  ['packed-v2-uint16', Uint16Array, 'b7622619bfd97c8e0a58fe44d28d55be'],
  ['packed-int16', Int32Array, '2faf5606b820e54bf81f0d7aa8ecc645'],
  ['packed-real32', Float32Array, '276abaeb7495f8d324608737e53cb254'],
  ['packed-v2-real64', Float64Array, '74065121b2e260edfa13a3e217db3f9e'],
  ['plain-real64', Float64Array, '74065121b2e260edfa13a3e217db3f9e'],
] as const)('%s decodes bit for bit', (name, type, sum) => {
  const { pixels, shape } = readCbf(fixture(name));
  expect(shape).toEqual([12, 17]);
  expect(pixels).toBeInstanceOf(type);
  expect(hex(md5(new Uint8Array(Float64Array.from(pixels).buffer)))).toBe(sum);
});

test('without the length of a row, the previous pixel is the prediction and whole pixels have 65 bits', () => {
  // Blocks of one offset: 4 bits for 5, then a whole 64-bit value of 7 more than the lower half can hold.
  const bits = ['000', '001', '0101', '000', '111', (12).toString(2).padStart(64, '0'), '0'];
  const stream = bits.map((field, i) => (i === 6 ? field : [...field].reverse().join(''))).join('');
  const codes = new Uint8Array(32 + Math.ceil(stream.length / 8));
  for (const [i, bit] of [...stream].entries())
    if (bit === '1') codes[32 + (i >> 3)] = (codes[32 + (i >> 3)] as number) | (1 << (i & 7));
  const bytes = decodePacked(codes, { count: 2, fast: 0, width: 4, version: 1 });
  expect([...new Int32Array(bytes)]).toEqual([5, 17]);
});

test('a block with more offsets than remaining pixels ends with the last pixel', () => {
  const codes = new Uint8Array(33);
  codes[32] = 0b000111;
  expect([...new Int32Array(decodePacked(codes, { count: 3, fast: 3, width: 4, version: 1 }))]).toEqual([0, 0, 0]);
  expect(() => decodePacked(codes, { count: 600, fast: 3, width: 4, version: 1 })).toThrow(
    'need more than the 33 bytes',
  );
  const two = Uint8Array.from([...codes, 0b11000]);
  expect(() => decodePacked(two, { count: 200, fast: 10, width: 4, version: 1 })).toThrow('end too early');
});

/** Returns a file up to its last significant character; a line end may follow it. */
function complete(name: string): Uint8Array {
  const file = fixture(name);
  return file.subarray(0, file.lastIndexOf(';'.charCodeAt(0)) + 1);
}

describeFormat('packed CBF', {
  files: { 'version 1': complete('packed-int32'), reals: complete('packed-v2-real64') },
  read: readCbf,
});
