import { parameters, readout } from '@braggsim/core';
import { stageValues } from './stage-values';

const params = parameters({
  maximum: { type: 'number', default: 65535, doc: 'largest value that a pixel can hold, in the unit of the values' },
  overload: {
    type: 'number',
    default: 65535,
    doc: 'recorded value of brighter pixels, such as a flag of the file format',
  },
});

/** Readout stage for saturation of full wells and counters. */
export const saturation = readout({
  id: 'saturation',
  version: 1,
  about: { equation: 'v <- overload where v > maximum', citation: 'noisify, J. M. Holton' },
  params,
  pixelwise: () => true,
  apply(values, given) {
    const { maximum, overload } = stageValues(params, given);
    for (let i = 0; i < values.length; i++) if ((values[i] as number) > maximum) values[i] = overload;
  },
});
