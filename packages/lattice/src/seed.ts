import { usageError } from '@braggsim/core';

const LARGEST_SEED = 2 ** 31 - 2;

/**
 * Returns the starting state of the random stream of a user's seed: its negative, which starts the shuffle table afresh.
 *
 * @throws BraggsimError (`usage`) unless it is a whole number from 0 to 2^31 - 2
 */
export function streamStart(seed: number, name: string): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
    throw usageError({
      message: `${name} must be a whole number from 0 to ${LARGEST_SEED}, not ${seed}`,
      expected: `a whole number from 0 to ${LARGEST_SEED}`,
      found: `${seed}`,
      remedy: 'give another seed',
    });
  }
  return -seed;
}
