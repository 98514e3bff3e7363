import { totalmem } from 'node:os';
import { usageError } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';

/** Bytes per pixel: expected photons in float32, recorded values in float64, and the bytes of a file. */
const BYTES_PER_PIXEL = 4 + 8 + 4;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;

/**
 * Checks that an image fits into the memory that a run may use.
 *
 * @param limit limit in bytes; half of the memory of the machine by default
 * @throws BraggsimError (`usage`) with the memory that the image needs
 */
export function checkMemory(detector: Detector, limit = totalmem() / 2): void {
  const panels = recordingPanels(detector);
  const pixels = panels.reduce((sum, { pixelsFast, pixelsSlow }) => sum + pixelsFast * pixelsSlow, 0);
  const needed = pixels * BYTES_PER_PIXEL;
  if (needed <= limit) return;
  const { pixelsFast, pixelsSlow } = detector;
  const what = panels.length > 1 ? `the pixels of ${panels.length} panels` : `${pixelsFast} x ${pixelsSlow} pixels`;
  throw usageError(
    `${what} need ${gigabytes(needed)} of memory, and a run may use ${gigabytes(limit)}, half of the memory of this machine; reduce the number of pixels`,
  );
}
