import { parameters, type Readout, type Registry } from '@braggsim/core';
import { digitize } from './digitize';
import { photon } from './photon';
import { SEED_LIMIT } from './serial-poisson';

/** Readout stages of this package by the name that a readout chain gives them. */
export const noiseStages: Registry<Readout> = new Map([
  [photon.id, () => photon],
  [digitize.id, () => digitize],
]);

/** What all random stages of an experiment share. */
export const noiseParameters = parameters({
  seed: {
    type: 'integer',
    min: 0,
    max: SEED_LIMIT - 1,
    flag: '-seed',
    doc: 'seed of the random numbers; the time when absent, and printed',
  },
});
