import { usageError } from '@braggsim/core';

/** Largest number of orientations or spindle samples: each takes the time of a whole image, and 72 bytes. */
export const MAX_SAMPLES = 1_000_000;

/**
 * Checks a number of samples before memory is allocated for them.
 *
 * @throws BraggsimError (`usage`) above `MAX_SAMPLES`
 */
export function checkSampleCount(what: string, count: number): void {
  if (count <= MAX_SAMPLES) return;
  throw usageError(
    `there are at most ${MAX_SAMPLES} ${what}, not ${count}: each takes the time of an image; take fewer or larger steps`,
  );
}
