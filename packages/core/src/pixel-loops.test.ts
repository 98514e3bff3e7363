import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiledLoops, FULL_SCALE, pixelLoops as mixedLoops, plainLoops } from './pixel-loops';

const KINDS = [Float32Array, Float64Array] as const;
/** Pixels of either type, in numbers that are and are not those of whole vectors. */
const pixels = fc
  .tuple(fc.constantFrom(...KINDS), fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 70 }))
  .map(([Kind, values]) => Kind.from(values));

describe.each([
  ['compiled', compiledLoops],
  ['plain', plainLoops],
  ['both', mixedLoops],
])('%s', (_, pixelLoops) => {
  test('sums are those of a plain loop in the order of the pixels, bit by bit', () => {
    fc.assert(
      fc.property(pixels, fc.double({ noNaN: true, min: -10, max: 10 }), (values, start) => {
        let [sum, squares, max] = [start, 2, 0];
        for (const value of values) {
          sum += value;
          squares += value * value;
          if (value > max) max = value;
        }
        expect(pixelLoops.sums(values, { sum: start, squares: 2, max: 0 })).toEqual({ sum, squares, max });
      }),
    );
  });

  test('squared deviations are those of a plain loop, bit by bit', () => {
    fc.assert(
      fc.property(pixels, fc.double({ noNaN: true, min: -10, max: 10 }), (values, mean) => {
        let deviations = 3;
        for (const value of values) deviations += (value - mean) * (value - mean);
        expect(pixelLoops.squaredDeviations(values, mean, 3)).toBe(deviations);
      }),
    );
  });

  test('words are scaled, clamped and rounded', () => {
    fc.assert(
      fc.property(
        pixels,
        fc.double({ min: 1e-4, max: 10, noNaN: true }),
        fc.integer({ max: 100, min: -100 }),
        (v, scale, offset) => {
          const expected = Array.from(v, (value) => {
            const word = Math.min(Math.max(value * scale + offset, 0), FULL_SCALE);
            return Math.floor(Math.fround(word + 0.5));
          });
          const words = new Uint16Array(v.length);
          pixelLoops.words(v, scale, offset, words);
          expect([...words]).toEqual(expected);
        },
      ),
    );
  });

  test.each(KINDS)('values that are no finite numbers: %s', (Kind) => {
    const values = Kind.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 7);
    const words = new Uint16Array(4);
    pixelLoops.words(values, 1, 0, words);
    expect([...words]).toEqual([0, FULL_SCALE, 0, 7]);
    const { sum, max } = pixelLoops.sums(Kind.of(1, Number.NaN, 3), { sum: 0, squares: 0, max: 0 });
    expect([sum, max]).toEqual([Number.NaN, 3]);
  });

  test('rows longer than those before are computed as well', () => {
    for (const length of [10, 100_000, 10]) {
      const values = new Float32Array(length).fill(2);
      expect(pixelLoops.sums(values, { sum: 0, squares: 0, max: 0 })).toEqual({
        sum: 2 * length,
        squares: 4 * length,
        max: 2,
      });
    }
  });

  test('rounding is that of a plain loop', () => {
    const limits = fc.record({
      offset: fc.constantFrom(0, 40, -3.5),
      least: fc.constantFrom(0, -(2 ** 31)),
      largest: fc.constantFrom(FULL_SCALE, 2 ** 31 - 1, 99.5),
      half: fc.constantFrom(0, 0.5),
    });
    const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2.5);
    fc.assert(
      fc.property(pixels, fc.array(special, { maxLength: 3 }), limits, (values, specials, given) => {
        values.set(specials.slice(0, values.length));
        const { offset, least, largest, half } = given;
        const expected = values.map((value) => {
          const clamped = Math.min(Math.max(value + offset, least), largest);
          return Number.isNaN(clamped) ? 0 : Math.min(Math.floor(clamped + half), Math.floor(largest));
        });
        pixelLoops.round(values, given);
        expect(values).toEqual(expected);
      }),
    );
  });
});
