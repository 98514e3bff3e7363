import { ran1 } from '@braggsim/core/random';

/** Source of random numbers that are the same in every run of a test. */
export interface Random {
  /** Returns a number from `min` to `max`. */
  readonly between: (min: number, max: number) => number;
  /** Returns an integer from 0 to n - 1. */
  readonly below: (n: number) => number;
}

/** Creates a source of random numbers. */
export function random(seed = 4711): Random {
  const uniform = ran1(-seed);
  return {
    between: (min, max) => min + (max - min) * uniform(),
    below: (n) => Math.floor(uniform() * n),
  };
}
