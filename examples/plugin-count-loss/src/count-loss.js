// @ts-check
import { parameters, readout } from '@braggsim/core';

const params = parameters({
  deadTimeNs: {
    type: 'number',
    unit: 'ns',
    default: 120,
    min: 0,
    doc: 'time after a photon in which a pixel counts nothing',
  },
  exposureS: {
    type: 'number',
    unit: 's',
    default: 1,
    min: 0,
    exclusiveMin: true,
    doc: 'exposure time',
  },
});

/** The loss of photons in a counting detector during the dead time after each photon. */
export const countLoss = readout({
  id: 'countLoss',
  version: 1,
  about: { equation: 'n <- n / (1 + n tau / t)', citation: 'Knoll (2010), Radiation Detection and Measurement, ch. 4' },
  params,
  pixelwise: () => true,
  apply(values, { deadTimeNs, exposureS }) {
    const perCount = (Number(deadTimeNs) * 1e-9) / Number(exposureS);
    values.forEach((n, i) => {
      values[i] = n / (1 + n * perCount);
    });
  },
});
