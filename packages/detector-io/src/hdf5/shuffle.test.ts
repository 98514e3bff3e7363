import { expect, it } from 'vitest';
import { shuffled } from './shuffle';

it('puts the bytes of equal weight together', () => {
  expect([...shuffled(Uint16Array.of(0x0102, 0x0304, 0x0506), 2)]).toEqual([2, 4, 6, 1, 3, 5]);
  expect([...shuffled(Uint32Array.of(0x01020304, 0x05060708), 4)]).toEqual([4, 8, 3, 7, 2, 6, 1, 5]);
  expect([...shuffled(Int32Array.of(-2, 0x7f000001), 4)]).toEqual([0xfe, 1, 0xff, 0, 0xff, 0, 0xff, 0x7f]);
  expect([...shuffled(Float32Array.of(1, -2), 4)]).toEqual([0, 0, 0, 0, 0x80, 0, 0x3f, 0xc0]);
});
