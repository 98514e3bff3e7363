import { type PixelRectangle, usageError } from '@braggsim/core';
import { boundsOf, boundsWithin, type PixelBounds } from '@braggsim/core/kernel';
import { requireWhole } from './checks';
import type { DetectorPlane } from './detector-plane';
import type { DetectorSampling } from './sections';

type PixelCounts = Pick<DetectorPlane, 'pixelsFast' | 'pixelsSlow'>;

/**
 * Completes the limits of a region of interest: first and last fast, first and last slow pixel, inclusive. A limit that is
 * absent or negative is the edge; the last pixel is then the pixel count, one beyond the detector, as the C program reports
 * it.
 *
 * @throws BraggsimError (`usage`) where no pixel of the detector is within the limits
 */
export function resolveLimits(asked: DetectorSampling['roi'], detector: PixelCounts): PixelRectangle {
  const { pixelsFast, pixelsSlow } = detector;
  const edges: PixelRectangle = [0, pixelsFast, 0, pixelsSlow];
  if (!asked) return edges;
  requireWhole('sampling.roi', asked);
  const limit = (i: 0 | 1 | 2 | 3): number => (asked[i] < 0 ? edges[i] : asked[i]);
  const limits: PixelRectangle = [limit(0), limit(1), limit(2), limit(3)];
  const [fast0, fast1, slow0, slow1] = limits;
  if (fast0 > fast1 || slow0 > slow1 || fast0 >= pixelsFast || slow0 >= pixelsSlow) {
    throw usageError({
      message: `sampling.roi must hold pixels of the ${pixelsFast} x ${pixelsSlow} detector, found fast ${fast0} to ${fast1} and slow ${slow0} to ${slow1}; give first and last fast, first and last slow pixel`,
      expected: 'first and last fast, first and last slow pixel, inclusive',
      found: asked.join(' '),
    });
  }
  return limits;
}

/**
 * Resolves a region of interest to half-open bounds on the detector; the whole detector without one.
 *
 * @throws BraggsimError (`usage`) where no pixel of the detector is within the limits
 */
export const resolveRegion = (asked: DetectorSampling['roi'], detector: PixelCounts): PixelBounds =>
  boundsWithin(boundsOf(resolveLimits(asked, detector)), detector);
