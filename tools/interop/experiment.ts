import type { Experiment } from '@braggsim/experiment';

export interface SeriesOptions {
  /** Number of pixels along each edge. The size of the detector is constant, so fewer pixels are larger. */
  readonly pixels: number;
  readonly images: number;
}

const PLANE_MM = 176.128;
export const WIDTH_DEG = 0.5;
export const CELL = [78.35, 78.35, 37.54, 90, 90, 90] as const;

/**
 * Returns the experiment of one image of the lysozyme series: Gaussian spots with a width of about two pixels on a
 * background of some ten photons, five rotation steps per image, and no mosaic domains, whose statistical scatter would
 * hide differences between the readers.
 */
export const seriesExperiment = ({ pixels }: SeriesOptions, index: number): Experiment => ({
  beam: { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0, exposureS: 1, beamSizeMm: 0.1 },
  detector: {
    pixelsFast: pixels,
    pixelsSlow: pixels,
    pixelMm: PLANE_MM / pixels,
    distanceMm: 160,
    // The beam centre is off the middle and differs along both edges, so that readers that exchange them are detected.
    beamCentreMm: [85.3, 91.1],
  },
  scan: { startDeg: index * WIDTH_DEG, widthDeg: WIDTH_DEG, phiSteps: 5 },
  crystal: { cell: CELL, misset: [10, 20, 30], cells: [6, 6, 12], shape: 'gauss' },
  background: [{ kind: 'water', thicknessUm: 0.08 }],
  seed: 1,
  compat: 'corrected',
});
