import type { StageRequest } from '@braggsim/core';

/** The readout of a data set that asks for none: photon noise, and whole numbers without an offset. */
export const USUAL_READOUT: readonly StageRequest[] = [
  { kind: 'photon' },
  { kind: 'digitize', type: 'i32', offset: 0 },
];
