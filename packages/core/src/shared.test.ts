import { expect, test } from 'vitest';
import { sharedZeros, weigh } from './shared';

const LENGTH = 2 ** 24;

/** Makes shared memory; returns it with the size, relative to its own, that the garbage collector learns of. */
function made() {
  const before = process.memoryUsage().external;
  const array = sharedZeros(Uint8Array, LENGTH);
  expect(weigh(array.buffer)).toBe(array.buffer);
  return { array, known: (process.memoryUsage().external - before) / LENGTH };
}

test('the garbage collector knows the size of shared memory, once', () => {
  // Other tests of this thread leave memory whose end may fall into one attempt, not into most of them.
  const attempts = Array.from({ length: 5 }, made);
  for (const { array } of attempts) expect(array).toHaveLength(LENGTH);
  const [, , median] = attempts.map(({ known }) => known).sort((a, b) => a - b);
  expect(median).toBeCloseTo(1, 1);
});
