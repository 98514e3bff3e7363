import { latin1 } from '@braggsim/core/text';
import { joined } from '@braggsim/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { npy } from './npy';
import { rawFloat, readRawFloat, writeRawFloat } from './raw-float';

test('any float round-trips, including NaN and infinities', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 6, maxLength: 6 }), (pixels) => {
      expect(readRawFloat(writeRawFloat(pixels).slice(), [2, 3])).toEqual(pixels);
    }),
  );
});

test('bytes are little-endian', () => expect([...writeRawFloat(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]));

test('the size must match', () => {
  const bytes = new Uint8Array(24);
  expect(() => readRawFloat(bytes, [2, 4])).toThrow('2 x 4 float pixels have 32 bytes, this file has 24');
  expect(() => readRawFloat(bytes, [2, 3], { maxBytes: 23 })).toThrow('the limit is 23');
  expect(() => rawFloat.decode?.(bytes, {})).toThrow('give pixelsFast and pixelsSlow');
  expect(() => rawFloat.decode?.(bytes, { pixelsFast: -3, pixelsSlow: -2 })).toThrow('give pixelsFast');
});

test('the codec rounds float64 images to float32', () => {
  const [bytes] = rawFloat.encode?.(imageOf(Float64Array.of(0.1, 2), 1, 2), {}) ?? [];
  const found = rawFloat.decode?.(bytes as Uint8Array, { pixelsFast: 2, pixelsSlow: 1 });
  expect(found?.panels[0]?.data).toEqual(Float32Array.of(0.1, 2));
});

test('an npy file is a header of 64-byte blocks and the pixels', () => {
  const file = joined(npy.encode?.(imageOf(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3), {}) ?? []);
  const text = latin1(file.subarray(0, file.length - 24));
  expect(text.length % 64).toBe(0);
  expect(text.slice(1, 6)).toBe('NUMPY');
  expect([...file.subarray(6, 10)]).toEqual([1, 0, text.length - 10, 0]);
  expect(text.slice(10).trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
  expect(text.endsWith('\n')).toBe(true);
  expect(new Float32Array(file.slice(-24).buffer)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
});
