import { usageError } from '@braggsim/core';
import { gaussianDeviates, poissonDeviates, ran1, type ShuffleTable } from '@braggsim/core/random';

/** Seeds must be below this: the arithmetic of the generator is modulo 2^31 - 1. */
export const SEED_LIMIT = 2 ** 31 - 1;

/**
 * Creates the stream of photon counts of the C program: Poisson deviates of the serial generator, in the order of calls.
 *
 * @param seed seed as users give it; the generator starts from its negative
 * @param table shuffle table that other streams have used, which a negative seed continues; without one a negative seed
 * is rejected
 * @throws BraggsimError (`usage`) for a seed that the generator does not accept
 */
export function serialPoisson(seed: number, table?: ShuffleTable): (mean: number) => number {
  if (!Number.isInteger(seed) || Math.abs(seed) >= SEED_LIMIT || (seed < 0 && table === undefined)) {
    throw usageError(`expected an integer from 0 to ${SEED_LIMIT - 1} as the seed of the noise, found ${seed}`);
  }
  const uniform = ran1(-seed, table);
  return poissonDeviates(uniform, gaussianDeviates(uniform));
}
