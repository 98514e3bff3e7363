import { isBraggsimError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { checkMemory } from './memory';

test('an image that needs more memory than allowed is refused with the amount', () => {
  const size = { pixelsFast: 2 ** 14, pixelsSlow: 2 ** 14 };
  expect(() => checkMemory(size, 2 ** 32)).not.toThrow();
  const refuse = () => checkMemory(size, 2 ** 31);
  expect(refuse).toThrow('16384 x 16384 pixels take 4.00 GiB of memory, and a run may use 2.00 GiB');
  expect(refuse).toThrow(expect.toSatisfy((error: unknown) => isBraggsimError(error, 'usage')));
});
