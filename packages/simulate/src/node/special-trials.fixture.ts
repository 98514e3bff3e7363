import type { Experiment } from '@braggsim/experiment';
import { parseSpectrum } from '@braggsim/sources';
import { CHANNEL_TRIALS } from '../channels.fixture';
import type { Trial } from '../random-experiment.fixture';

/** A sum over the nodes around a sample as the innermost loop of all, long enough for batches. */
const nodes: Trial = {
  name: 'a crystal with neighbours',
  experiment: {
    beam: { wavelengthA: 1.2, dispersionPercent: 1, dispersionSteps: 2 },
    detector: { pixelsFast: 20, pixelsSlow: 17, pixelMm: 0.9, distanceMm: 60 },
    crystal: {
      cell: [22, 27, 31, 80, 95, 103],
      cells: [2, 3, 2] as const,
      shape: 'gauss-star',
      neighbours: 2,
      mosaic: { spreadDeg: 1, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 2 },
  },
  inputs: {},
};

const cut = (name: string, pixelMm: number, spreadDeg: number, beam: Experiment['beam']): Trial => ({
  name,
  experiment: {
    beam: { wavelengthA: 1, ...beam },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm, distanceMm: 150 },
    crystal: {
      cell: [79, 79, 38, 90, 90, 90],
      cells: [7, 7, 14] as const,
      shape: 'gauss',
      mosaic: { spreadDeg, domains: 70 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1, spotCutoff: 1e-5 },
  },
  inputs: {},
});

/** Spots so narrow and alike that the orientations of tiles are listed. */
export const LISTED_TRIAL = cut('a crystal with a spot cutoff', 0.2, 0.1, {});

/** Spots so narrow that most vectors of pixels have none, in tiles as wide as the distance of two; two wavelengths have no lists. */
const unlisted = cut('a spot cutoff and two wavelengths', 0.3, 0.4, { dispersionPercent: 1, dispersionSteps: 2 });

/** Nodes along a band, of which tiles need different numbers, and most of which most vectors of pixels are far from. */
const band: Trial = {
  name: 'a crystal in a pink beam',
  experiment: {
    beam: { spectrum: { file: 'band.csv', between: 'linear' } },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.6, distanceMm: 60 },
    crystal: {
      cell: [40, 45, 60, 90, 90, 90],
      cells: [15, 15, 12] as const,
      shape: 'gauss-hkl',
      mosaic: { spreadDeg: 0.4, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1 },
  },
  inputs: { spectrum: parseSpectrum('energyEv,weight\n9000,0\n9400,2\n9900,1\n', 'band.csv') },
};

/** Loops of kinds that random experiments do not have. */
export const SPECIAL_TRIALS: readonly Trial[] = [nodes, LISTED_TRIAL, band, ...CHANNEL_TRIALS.slice(0, 3), unlisted];
