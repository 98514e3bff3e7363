import type { Experiment } from '@braggsim/experiment';

export interface SeriesOptions {
  /** Pixels along each edge; the plate stays as large, so pixels get larger when there are fewer. */
  readonly pixels: number;
  readonly images: number;
}

const PLATE_MM = 176.128;
export const WIDTH_DEG = 0.5;
export const CELL = [78.35, 78.35, 37.54, 90, 90, 90] as const;

/**
 * One image of the lysozyme series: Gaussian spots of about two pixels in width on some ten photons of background, five
 * rotation steps for each image, no mosaic domains, whose scatter would hide that of the readers.
 */
export const seriesExperiment = ({ pixels }: SeriesOptions, index: number): Experiment => ({
  beam: { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0, exposureS: 1, beamSizeMm: 0.1 },
  detector: {
    pixelsFast: pixels,
    pixelsSlow: pixels,
    pixelMm: PLATE_MM / pixels,
    distanceMm: 160,
    // Off the middle, and differently along both edges: readers that mix them up are found out.
    beamCentreMm: [85.3, 91.1],
  },
  scan: { startDeg: index * WIDTH_DEG, widthDeg: WIDTH_DEG, phiSteps: 5 },
  crystal: { cell: CELL, misset: [10, 20, 30], cells: [6, 6, 12], shape: 'gauss' },
  background: [{ kind: 'water', thicknessUm: 0.08 }],
  seed: 1,
  compat: 'corrected',
});
