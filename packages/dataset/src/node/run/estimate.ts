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
  const pixelLabels = rows * columns * planes * PIXEL_LABEL_BYTES[images.compression];
  const resonet = images.layouts.includes('resonet')
    ? rows * columns * (perPixel.stored + (images.also.includes('expected') ? EXPECTED_BYTES[images.compression] : 0)) +
      pixelLabels
    : 0;
  const zarr = images.layouts.includes('zarr')
    ? rows * columns * (perPixel.stored + ZARR_MASK[images.compression]) + pixelLabels
    : 0;
  const nxmx = images.layouts.includes('nxmx') ? pixelsFast * pixelsSlow * perPixel.full : 0;
  return besides + resonet + zarr + nxmx;
}
