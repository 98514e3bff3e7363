import { expect, test } from 'vitest';
import { lookup3 } from './virtual-hdf5';

// The values of Jenkins (2006), lookup3.c, driver5.
test.each([
  ['', 0xdeadbeef],
  ['Four score and seven years ago', 0x17770551],
])('the checksum of %j', (text, expected) => {
  expect(lookup3(new TextEncoder().encode(text))).toBe(expected);
});
