import { usageError } from '@braggsim/core';
import { gaussianDeviates, poissonDeviates, ran1, type ShuffleTable } from '@braggsim/core/random';

/** Seeds from here on break the generator's arithmetic. */
export const SEED_LIMIT = 2 ** 31 - 1;

/**
 * The C program's stream of photon counts: Poisson deviates of the serial generator, in the order of calls.
 *
 * @param seed as users type it; the generator starts from its negative
 * @param table shuffle table that other streams have used; only with one is a negative seed, which goes on with it, allowed
 * @throws BraggsimError (`usage`) on a seed that the generator cannot take
 */
export function serialPoisson(seed: number, table?: ShuffleTable): (mean: number) => number {
  if (!Number.isInteger(seed) || Math.abs(seed) >= SEED_LIMIT || (seed < 0 && table === undefined)) {
    throw usageError(`the seed of the noise is a whole number from 0 to ${SEED_LIMIT - 1}, not ${seed}`);
  }
  const uniform = ran1(-seed, table);
  return poissonDeviates(uniform, gaussianDeviates(uniform));
}
