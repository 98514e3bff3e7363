import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calculator } from './calculator';
import { nearestEven, numbers } from './numbers';
import { places } from './testing/errors';
import { singles } from './testing/single';

const m = calculator(numbers());
const short = calculator(singles);

/**
 * The product of N and a position on this grid is exact, and so is its fraction; the library sine then has no large
 * argument.
 */
const exactPlaces = places(-0.5, 0.5, 2 ** 12);
const direct = (f: number, N: number): number => {
  if (f === 0) return N;
  const u = N * f - nearestEven(N * f);
  return Math.sin(Math.PI * u) / Math.sin(Math.PI * f);
};

test.each([1, 2, 5, 20, 37.5, 999, 1000])('sincg agrees with the quotient of library sines, N = %d', (N) => {
  const wrong = exactPlaces.filter((f) => {
    const expected = direct(f, N);
    return !(Math.abs(m.sincg(f, N) - expected) <= 2e-13 * Math.abs(expected));
  });
  expect(wrong).toEqual([]);
});

test('a kernel that knows the phase of a long row to more digits uses them', () => {
  const N = 1000;
  const turnsOf = (f: number) => Math.fround(N * f - nearestEven(N * f));
  const numerator = (f: number, sincg: number) => sincg * Math.sin(Math.PI * f);
  let [withTurns, without] = [0, 0];
  // These positions cannot be represented in float32.
  for (const f of exactPlaces.map((place) => place + 1e-5 / 3)) {
    const expected = numerator(f, direct(f, N));
    const exact = calculator({ ...singles, turns: () => turnsOf(f) });
    withTurns = Math.max(withTurns, Math.abs(numerator(f, exact.sincg(f, N)) - expected));
    without = Math.max(without, Math.abs(numerator(f, short.sincg(f, N)) - expected));
  }
  expect(withTurns).toBeLessThan(1e-6);
  expect(without).toBeGreaterThan(1e-5);
  const useless = calculator({ ...singles, turns: () => Number.NaN });
  for (const f of [0, 1e-9, -2e-4, 4.9e-4]) expect(useless.sincg(f, N)).toBe(short.sincg(f, N));
});

test('the value at the Bragg peak is N, and at |f| = 1/2 the alternating sum', () => {
  for (const N of [1, 5, 20, 3.7, 1000]) expect(m.sincg(0, N)).toBeCloseTo(N, 11);
  expect(m.sincgSquared(0.5, 4)).toBeCloseTo(0, 12);
  expect(m.sincgSquared(0.5, 5)).toBeCloseTo(1, 12);
  expect(m.sincgSquared(-0.5, 5)).toBeCloseTo(1, 12);
});

test('any finite index gives a finite value, arbitrarily close to the peak', () => {
  for (const f of [1e-300, -1e-300, 1e-26, -1e-24, 1e-16, -1e-12, 1e-8]) {
    expect(m.sincgSquared(f, 100) / 1e4).toBeCloseTo(1, 9);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('the closed form for N = %d is the squared quotient', (N) => {
  const wrong = exactPlaces.filter((f) => !(Math.abs(m.sincgSquared(f, N, N) - direct(f, N) ** 2) < 1e-12 * N ** 2));
  expect(wrong).toEqual([]);
});

test('a small N that is not whole uses the quotient', () => {
  expect(m.sincgSquared(0.125, 2.5, 2.5)).toBe(m.sincgSquared(0.125, 2.5));
  expect(m.sincgSquared(0.25, 10, 10)).toBe(m.sincgSquared(0.25, 10));
});

test('the sum over a period of N-slit intensities is N', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (N) => {
      const samples = 128;
      let total = 0;
      for (let i = 0; i < samples; i++) total += m.sincgSquared((i + 0.25) / samples - 0.5, N);
      expect(total / samples).toBeCloseTo(N, 9);
    }),
    { numRuns: 40 },
  );
});

test.each([1, 2, 5, 9, 20, 100])('in single the error is below 1e-6 of the peak for N = %d', (N) => {
  const wrong = exactPlaces.filter((f) => {
    const isNear = (value: number, tolerance: number) => Math.abs(value - direct(f, N) ** 2) < tolerance * N ** 2;
    const isRight = isNear(short.sincgSquared(f, N), 1e-6);
    return !(isRight && (N > 9 || isNear(short.sincgSquared(f, N, N), 4e-6)));
  });
  expect(wrong).toEqual([]);
  expect(short.sincgSquared(0, N)).toBeCloseTo(N ** 2, 2);
});
