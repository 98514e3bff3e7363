import type { Experiment } from '@braggsim/experiment';
import type { Trial } from './random-experiment.fixture';

const still = (crystal: NonNullable<Experiment['crystal']>, more: Experiment = {}): Trial => ({
  name: `a spectrum over ${crystal.shape} with ${crystal.mosaic?.domains ?? 1} domains${Object.keys(more).map((field) => `, ${field}`)}`,
  experiment: {
    beam: { spectrum: { kind: 'gauss', meanEv: 9500, fwhmEv: 60, channels: 70 } },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.4, distanceMm: 90, rotationDeg: [3, 8, -5] },
    structureFactors: { default: 100 },
    sampling: { oversample: 1 },
    ...more,
    crystal: { cell: [52, 61, 38, 88, 97, 104], misset: [20, 35, 70], ...crystal },
  },
  inputs: {},
});
const spread = { distribution: 'gauss', spreadDeg: 0.3, domains: 4 } as const;

/** Spectra whose channels are computed in each of the ways that there are. */
export const CHANNEL_TRIALS: readonly Trial[] = [
  still({ cells: [11, 9, 16], shape: 'gauss-hkl' }),
  still({ cells: [30, 27, 44], shape: 'gauss-star', mosaic: spread }),
  still({ cells: [5, 12, 20], shape: 'square' }),
  still({ cells: [5, 6, 7], shape: 'gauss-hkl', mosaic: spread }, { sampling: { oversample: 2, dMinA: 2 } }),
  still(
    { cells: [14, 11, 18], shape: 'gauss', mosaic: spread },
    { background: [{ kind: 'rings', rings: [[3.9, 1000]], sizeA: 200, cells: 1e5, cellVolumeA3: 128 }] },
  ),
  still({ cells: [3, 4, 3], shape: 'gauss-star', neighbours: 1, mosaic: spread }),
];
