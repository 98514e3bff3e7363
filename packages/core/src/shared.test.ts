import { expect, test } from 'vitest';
import { sharedZeros, weigh } from './shared';

test('the garbage collector knows the size of shared memory, once', () => {
  const length = 2 ** 25;
  const before = process.memoryUsage().external;
  const array = sharedZeros(Uint8Array, length);
  expect(weigh(array.buffer)).toBe(array.buffer);
  const known = process.memoryUsage().external - before;
  expect(known / length).toBeCloseTo(1, 1);
  expect(array.length).toBe(length);
});
