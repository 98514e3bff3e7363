import { totalmem } from 'node:os';
import { usageError } from '@braggsim/core';

/** Expected photons in float32, recorded values in float64, and the bytes of a file. */
const BYTES_PER_PIXEL = 4 + 8 + 4;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;

/**
 * Refuses images that would take more memory than a run may use.
 *
 * @param limit bytes; half of the machine's memory
 * @throws BraggsimError (`usage`) with the memory it would take
 */
export function checkMemory(
  { pixelsFast, pixelsSlow }: { readonly pixelsFast: number; readonly pixelsSlow: number },
  limit = totalmem() / 2,
): void {
  const needed = pixelsFast * pixelsSlow * BYTES_PER_PIXEL;
  if (needed <= limit) return;
  throw usageError(
    `${pixelsFast} x ${pixelsSlow} pixels take ${gigabytes(needed)} of memory, and a run may use ${gigabytes(limit)}, half of what this machine has; give fewer pixels`,
  );
}
