import { parameters, readout } from '@braggsim/core';
import { stagePixels, stageValues } from './stage-values';

const params = parameters({
  file: { type: 'text', default: '', doc: 'float image of the size of the panel' },
  scale: { type: 'number', default: 1, doc: 'multiplies the image before it is added' },
});

/**
 * Readout stage that adds an image, computed or measured separately, such as the background of a capillary. The image is
 * passed as `pixels`.
 */
export const addedImage = readout({
  id: 'addedImage',
  version: 1,
  about: { equation: 'v <- v + scale image', citation: 'incoherent sum of photons' },
  params,
  pixelwise: () => true,
  apply(values, given, { shape, firstPixel = 0 }) {
    const { scale } = stageValues(params, given);
    const image = stagePixels(given, shape, firstPixel, values.length);
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + scale * (image[i] as number);
  },
});
