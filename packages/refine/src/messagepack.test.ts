import { expect, test } from 'vitest';
import { pack, unpack } from './messagepack';

test.each([
  [0, '00'],
  [127, '7f'],
  [128, 'cc80'],
  [256, 'cd0100'],
  [65536, 'ce00010000'],
  [-1, 'ff'],
  [-33, 'd0df'],
  [-129, 'd1ff7f'],
  ['abc', 'a3616263'],
  [[1, 2], '920102'],
  [new Map([[0, 'x']]), '8100a178'],
  [null, 'c0'],
  [true, 'c3'],
])('%j is packed as %s, and unpacked again', (value, hex) => {
  const bytes = pack(value);
  expect(Buffer.from(bytes).toString('hex')).toBe(hex);
  expect(unpack(bytes)).toEqual(value);
});

test.each([31, 32, 255, 256, 65535, 65536])('text and bytes of length %d round-trip', (length) => {
  expect(unpack(pack('t'.repeat(length)))).toBe('t'.repeat(length));
  expect((unpack(pack(new Uint8Array(length).fill(7))) as Uint8Array).length).toBe(length);
});

test('lists and maps of many entries round-trip', () => {
  const list = Array.from({ length: 70_000 }, (_, i) => i);
  expect(unpack(pack(list))).toEqual(list);
  const map = new Map(list.slice(0, 300).map((i) => [i, `${i}`]));
  expect(unpack(pack(map))).toEqual(map);
});

test.each(['', '92', 'c4', 'dd7fffffff', 'df7fffffff00', 'c605000000', '0000', 'c1', `${'91'.repeat(40)}00`])(
  '%s is refused',
  (hex) => expect(() => unpack(Buffer.from(hex, 'hex'))).toThrow(/table/),
);
