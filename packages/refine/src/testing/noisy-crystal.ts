import type { Experiment } from '@braggsim/experiment';

/** A triclinic crystal in front of 120 x 120 pixels, with some twenty bright spots. */
export const TRUTH: Experiment = {
  beam: { wavelengthA: 1, fluencePerM2: 3e29, polarization: 0.5 },
  detector: { distanceMm: 60, pixelMm: 0.1, pixelsFast: 120, pixelsSlow: 120, beamCentreMm: [6, 6] },
  crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9], shape: 'square' },
  structureFactors: { default: 60 },
  sampling: { oversample: 1 },
};

/** Photons below the spots. */
export const BACKGROUND = 6;

/** Draws Poisson counts of small means by multiplication of uniform deviates, of large ones in parts. */
export function poisson(mean: number, uniform: () => number): number {
  if (mean > 500) return poisson(mean / 2, uniform) + poisson(mean / 2, uniform);
  const limit = Math.exp(-mean);
  let [count, product] = [0, uniform()];
  while (product > limit) {
    count++;
    product *= uniform();
  }
  return count;
}
