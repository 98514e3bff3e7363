import { usageError } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { requireWhole } from './checks';
import type { Plate } from './plate';
import type { DetectorSampling } from './sections';

type Limits = Detector['roi'];

/**
 * First and last fast, first and last slow pixel, inclusive. An unset or negative limit is the edge; the last one is then
 * the pixel count, one beyond the plate, as the C program has it in its reports.
 * @throws BraggsimError (`usage`) when no pixel is left
 */
export function resolveRoi(asked: DetectorSampling['roi'], plate: Pick<Plate, 'pixelsFast' | 'pixelsSlow'>): Limits {
  const edges: Limits = [0, plate.pixelsFast, 0, plate.pixelsSlow];
  if (!asked) return edges;
  requireWhole('sampling.roi', asked);
  const limit = (i: 0 | 1 | 2 | 3): number => (asked[i] < 0 ? edges[i] : asked[i]);
  const roi: Limits = [limit(0), limit(1), limit(2), limit(3)];
  const [fast0, fast1, slow0, slow1] = roi;
  if (fast0 > fast1 || slow0 > slow1 || fast0 >= plate.pixelsFast || slow0 >= plate.pixelsSlow) {
    throw usageError({
      message: `sampling.roi must hold pixels of the ${plate.pixelsFast} x ${plate.pixelsSlow} plate, found fast ${fast0} to ${fast1} and slow ${slow0} to ${slow1}; give first and last fast, first and last slow pixel`,
      expected: 'first and last fast, first and last slow pixel, inclusive',
      found: asked.join(' '),
    });
  }
  return roi;
}
