// @ts-nocheck: a plug-in is plain JavaScript, and its parameters are checked when it is planned.
import { parameters, readout } from '@braggsim/core';

const params = parameters({
  deadTimeNs: {
    type: 'number',
    unit: 'ns',
    default: 120,
    min: 0,
    doc: 'for which a pixel sees nothing after a photon',
  },
  exposureS: {
    type: 'number',
    unit: 's',
    default: 1,
    min: 0,
    exclusiveMin: true,
    doc: 'time over which the photons come',
  },
});

/** Photons that a counting detector misses while it is busy with the one before. */
export const countLoss = readout({
  id: 'countLoss',
  version: 1,
  about: { equation: 'n <- n / (1 + n tau / t)', citation: 'Knoll (2010), Radiation Detection and Measurement, ch. 4' },
  params,
  pixelwise: () => true,
  apply(values, { deadTimeNs, exposureS }) {
    const perCount = (deadTimeNs * 1e-9) / exposureS;
    for (let i = 0; i < values.length; i++) values[i] /= 1 + values[i] * perCount;
  },
});
