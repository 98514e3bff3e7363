import { parameters, type Readout } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { adaptiveGain, decodeGain } from './adaptive-gain';
import { addedImage } from './added-image';
import { badPixels } from './bad-pixels';
import { calibration } from './calibration';
import { chargeSharing } from './charge-sharing';
import { deadPixels, hotPixels } from './defective-pixels';
import { digitize } from './digitize';
import { flicker } from './flicker';
import { gain } from './gain';
import { photon } from './photon';
import { pointSpread } from './point-spread/point-spread';
import { readNoise } from './read-noise';
import { saturation } from './saturation';
import { SEED_LIMIT } from './serial-poisson';

const ALL: readonly Readout[] = [
  addedImage,
  flicker,
  calibration,
  photon,
  pointSpread,
  chargeSharing,
  gain,
  readNoise,
  adaptiveGain,
  decodeGain,
  saturation,
  digitize,
  hotPixels,
  deadPixels,
  badPixels,
];

/** Readout stages of this package by their ids, in the order in which they occur in a detector. */
export const noiseStages: ReadyRegistry<Readout> = new Map(ALL.map((stage) => [stage.id, () => stage]));

/** Parameters that all random stages of an experiment share. */
export const noiseParameters = parameters({
  seed: {
    type: 'integer',
    min: 0,
    max: SEED_LIMIT - 1,
    flag: '-seed',
    doc: 'seed of the random numbers; the time when absent, and printed',
  },
});
