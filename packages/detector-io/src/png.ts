import { codec, parameters } from '@braggsim/core';
import { encode } from 'fast-png';
import ndarray from 'ndarray';
import { limitParameters, type ReadLimits } from './bytes';
import { frameOf } from './frame';
import { frameMask, withMaskedValues, ZERO_VALUES } from './masked-frame';
import { wordPixels } from './panel';
import { readPng } from './png-reader';
import { type PreviewOptions, previewParameters, previewPicture } from './preview';

const SOFTWARE = 'braggsim';

/**
 * The codec of PNG: pictures for people, coloured on a logarithmic scale, or the recorded values as 16-bit grey, which
 * can be read again.
 */
export const png = codec({
  id: 'png',
  version: 1,
  extensions: ['.png'],
  about: {
    equation: 'colour = inferno(log(value / low) / log(high / low))',
    citation: 'PNG specification, third edition; colours: S. van der Walt & N. Smith',
  },
  params: {
    ...limitParameters,
    ...previewParameters,
    ...parameters({
      style: {
        type: 'enum',
        options: ['colour', 'grey16'],
        default: 'colour',
        doc: 'colours on a log scale, or whole numbers to 65535 unchanged as 16-bit grey',
      },
    }),
  },
  encode(image, params) {
    const mask = frameMask(image);
    const panel = frameOf(image);
    if (params.style === 'grey16') {
      const [height, width] = panel.shape;
      const text = { Software: SOFTWARE, Description: 'recorded values, unscaled' };
      return [
        encode({
          width,
          height,
          data: wordPixels(withMaskedValues(panel, mask, ZERO_VALUES), 'PNG'),
          depth: 16,
          channels: 1,
          text,
        }),
      ];
    }
    const { width, height, rgb, mapping } = previewPicture(panel, params as PreviewOptions, mask);
    const text = { Software: SOFTWARE, Description: mapping };
    return [encode({ width, height, data: rgb, depth: 8, channels: 3, text })];
  },
  decode(bytes, params) {
    const { pixels, shape, text } = readPng(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header: text };
  },
});
