import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FULL_SCALE, pixelLoops } from './pixel-loops';

const KINDS = [Float32Array, Float64Array] as const;
/** Pixels of either type, in numbers that are and are not those of whole vectors. */
const pixels = fc
  .tuple(fc.constantFrom(...KINDS), fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 70 }))
  .map(([Kind, values]) => Kind.from(values));

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
