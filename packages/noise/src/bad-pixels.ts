import { parameters, readout } from '@braggsim/core';
import { stagePixels, stageValues } from './stage-values';

const params = parameters({
  file: { type: 'text', default: '', doc: 'mask image of the size of the panel: 0 marks bad pixels and gaps' },
  value: { type: 'number', default: -1, doc: 'recorded value of bad pixels and gaps' },
});

/** Readout stage that sets bad pixels and the gaps between modules to one value. The mask is passed as `pixels`. */
export const badPixels = readout({
  id: 'badPixels',
  version: 1,
  about: {
    equation: 'v <- value where mask = 0',
    citation: 'NXmx pixel_mask, HDRMX gold standard (Bernstein et al. 2020)',
  },
  params,
  pixelwise: () => true,
  apply(values, given, { shape, firstPixel = 0 }) {
    const { value } = stageValues(params, given);
    const mask = stagePixels(given, shape, firstPixel, values.length);
    for (let i = 0; i < values.length; i++) if (mask[i] === 0) values[i] = value;
  },
});
