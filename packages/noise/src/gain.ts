import { parameters, readout } from '@braggsim/core';
import { stageValues } from './stage-values';

const params = parameters({
  gain: {
    type: 'number',
    unit: 'ADU/photon',
    default: 1,
    min: 0,
    exclusiveMin: true,
    doc: 'recorded units per photon',
  },
  offset: { type: 'number', unit: 'ADU', default: 0, doc: 'offset added to every pixel' },
});

/** Readout stage that converts photons to recorded units. */
export const gain = readout({
  id: 'gain',
  version: 1,
  about: { equation: 'v <- gain v + offset', citation: 'Janesick (2001), Scientific Charge-Coupled Devices, SPIE' },
  params,
  pixelwise: () => true,
  apply(values, given) {
    const { gain, offset } = stageValues(params, given);
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * gain + offset;
  },
});
