import { usageError } from '@braggsim/core';

/** Each takes the time of a whole image, and 72 bytes. */
export const MAX_SAMPLES = 1_000_000;

/** @throws BraggsimError (`usage`) above the limit, before anything is allocated */
export function checkSampleCount(what: string, count: number): void {
  if (count <= MAX_SAMPLES) return;
  throw usageError(
    `there are at most ${MAX_SAMPLES} ${what}, not ${count}: each takes the time of an image; take fewer or larger steps`,
  );
}
