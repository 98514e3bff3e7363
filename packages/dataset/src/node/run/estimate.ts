import { resolveDetector } from '@braggsim/geometry';
import type { Plan } from '../../plan/plan';
import { storedFrame } from '../../shot/transform';

/** Bytes that a pixel of a noisy image takes, of 16 and 32 bits, and with gzip, on average. */
const RAW_BYTES = { stored: 2, full: 4 } as const;
const GZIP_BYTES = { stored: 0.9, full: 1.5 } as const;
const EXPECTED_BYTES = { none: 4, gzip: 3.5 } as const;
/** Bytes that a pixel of a label takes on average, which is 0 between the spots. */
const PIXEL_LABEL_BYTES = { none: 4, gzip: 1 } as const;
const ZARR_MASK = { none: 1, gzip: 0.02 } as const;
/** Bytes of the labels of a shot, and of its spots. */
const LABEL_BYTES = 4000;
const SPOT_BYTES = 60_000;

/** Estimates the bytes that a shot of a plan takes on the disk. */
export function estimatedBytes({ images, labels, experiment }: Plan): number {
  const besides = LABEL_BYTES + (labels.spots ? SPOT_BYTES : 0);
  if (images === 'none') return besides;
  const { pixelsFast, pixelsSlow } = resolveDetector(experiment.detector, experiment).value;
  const [rows, columns] = storedFrame(images.transform, [pixelsSlow, pixelsFast], 0).shape;
  const perPixel = images.compression === 'gzip' ? GZIP_BYTES : RAW_BYTES;
  const planes = (images.also.includes('energy') ? 1 : 0) + (images.also.includes('hkl') ? 3 : 0);
  const expected = images.also.includes('expected') ? EXPECTED_BYTES[images.compression] : 0;
  const stored = perPixel.stored + expected + planes * PIXEL_LABEL_BYTES[images.compression];
  const resonet = images.layouts.includes('resonet') ? stored : 0;
  const zarr = images.layouts.includes('zarr') ? stored + ZARR_MASK[images.compression] : 0;
  return besides + rows * columns * (resonet + zarr) + rawBytes({ images, experiment });
}

/** Estimates the bytes of the raw image of a shot, which the layout NXmx has. */
function rawBytes({ images, experiment }: Pick<Plan, 'images' | 'experiment'>): number {
  if (images === 'none' || !images.layouts.includes('nxmx')) return 0;
  const { pixelsFast, pixelsSlow } = resolveDetector(experiment.detector, experiment).value;
  return pixelsFast * pixelsSlow * (images.compression === 'gzip' ? GZIP_BYTES : RAW_BYTES).full;
}

/**
 * Estimates the bytes that shards take on the disk besides those of `estimatedBytes` while they are completed: the raw images of a shard
 * of the layout NXmx are there twice until they have been copied to the end of their file.
 *
 * @param shots number of shots of each shard that is to be made
 * @param atOnce number of shards that may be completed at the same time
 */
export function temporaryBytes(plan: Plan, shots: readonly number[], atOnce: number): number {
  const largest = [...shots].sort((a, b) => b - a).slice(0, atOnce);
  return rawBytes(plan) * largest.reduce((sum, count) => sum + count, 0);
}
