import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeByteOffset, encodeByteOffset } from './byte-offset';

// The codes are derived by hand from the rules of the format.
test.each([
  [
    [0, 127, 0, -127],
    [0, 127, 0x81, 0x81],
  ],
  [[128], [0x80, 128, 0]],
  [[-128], [0x80, 0x80, 0xff]],
  [[32767], [0x80, 0xff, 0x7f]],
  [[32768], [0x80, 0x00, 0x80, 0x00, 0x80, 0x00, 0x00]],
  [[-32768], [0x80, 0x00, 0x80, 0x00, 0x80, 0xff, 0xff]],
  [[2147483647], [0x80, 0x00, 0x80, 0xff, 0xff, 0xff, 0x7f]],
  [[-2147483648], [0x80, 0, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff]],
])('%s is encoded as %s', (values, codes) => {
  expect([...encodeByteOffset(Int32Array.from(values))]).toEqual(codes);
  expect([...decodeByteOffset(Uint8Array.from(codes), values.length)]).toEqual(values);
});

test('any values round-trip, including differences of 33 bits', () => {
  const edge = fc.constantFrom(-2147483648, 2147483647, 0, 127, 128, -128, 32767, -32768);
  const value = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer(), edge);
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const codes = encodeByteOffset(Int32Array.from(values));
      expect([...decodeByteOffset(codes, values.length)]).toEqual(values);
    }),
  );
});

test.each([
  ['too few bytes for the pixels', [1, 2], 3, 'need at least as many compressed bytes'],
  ['an escape without its number', [0x80], 1, 'end within pixel 0'],
  ['bytes after the last pixel', [1, 2, 3], 2, '1 compressed bytes follow'],
  ['a sum beyond 32 bits', [0x80, 0, 0x80, 255, 255, 255, 127, 1], 2, 'does not fit 32 bits'],
])('%s are refused', (_, codes, count, message) => {
  expect(() => decodeByteOffset(Uint8Array.from(codes), count)).toThrow(message);
});
