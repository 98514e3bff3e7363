import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adaptiveGain, decodeGain, fromGainWord, gainWord } from './adaptive-gain';

const context = { seed: 1, image: 0, panel: 0, shape: [100, 100] as const };
const gains = [490, -17.2, -1.26];
const quiet = { noises: [0, 0, 0] };

test('a word holds 14 bits of value and two gain bits: 00, 01 and 11', () => {
  expect(gainWord(0x1234, 0)).toBe(0x1234);
  expect(gainWord(0x1234, 1)).toBe(0x5234);
  expect(gainWord(16383, 2)).toBe(65535);
  expect(fromGainWord(0x8000).mode).toBeNaN();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16383 }), fc.integer({ min: 0, max: 2 }), (adc, mode) => {
      expect(fromGainWord(gainWord(adc, mode))).toEqual({ adc, mode });
    }),
  );
});

test('the signal selects the gain mode', () => {
  const values = Float64Array.of(0, 10, 28.99, 29, 100, 900, 12_000, Number.NaN);
  adaptiveGain.apply(values, quiet, context);
  expect([...values].map((word) => fromGainWord(word).mode)).toEqual([0, 0, 0, 1, 1, 2, 2, 0]);
  expect([...values].map((word) => fromGainWord(word).adc)).toEqual([
    2000,
    6900,
    16205,
    16000 - 499,
    16000 - 1720,
    16000 - 1134,
    16000 - 15120,
    0,
  ]);
});

test('decoding restores the photons to half a step of the gain mode', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 12_000, noNaN: true }), (photons) => {
      const values = Float64Array.of(photons);
      adaptiveGain.apply(values, quiet, context);
      const { mode } = fromGainWord(values[0] as number);
      decodeGain.apply(values, {}, context);
      expect(Math.abs((values[0] as number) - photons)).toBeLessThanOrEqual(0.5001 / Math.abs(gains[mode] as number));
    }),
  );
});

test('gain bits that belong to no mode decode to NaN', () => {
  const values = Float64Array.of(0x8000);
  decodeGain.apply(values, {}, context);
  expect(values[0]).toBeNaN();
});

test.each([
  [{ switchAt: [100, 10] }, 'must not decrease'],
  [{ noises: [1, -1, 1] }, '0 or above'],
  [{ gains: [1, 2] }, 'a list of 3 numbers'],
])('%o is rejected', (params, message) => {
  expect(() => adaptiveGain.apply(new Float64Array(1), params, context)).toThrow(message);
});
