import { parameters, readout } from '@braggsim/core';
import { forEachBlock, pixelNormals } from '@braggsim/core/random';
import { stageValues } from './stage-values';

const ID = 'flicker';

const params = parameters({
  rms: { type: 'number', default: 0, min: 0, doc: 'fraction of the intensity, root mean square' },
  per: {
    type: 'enum',
    options: ['image', 'pixel'],
    default: 'image',
    doc: 'one deviate for each image, for changes of the source, or one for each pixel, as in noisify',
  },
});

/** Readout stage for fluctuations of the source's intensity from image to image. */
export const flicker = readout({
  id: ID,
  version: 1,
  about: { equation: 'v <- v (1 + rms g), g ~ N(0, 1)', citation: 'noisify, J. M. Holton' },
  params,
  seeded: true,
  pixelwise: () => true,
  apply(values, given, context) {
    const { rms, per } = stageValues(params, given);
    if (rms === 0) return;
    const { firstPixel = 0 } = context;
    if (per === 'image') {
      const g = pixelNormals({ ...context, panel: 0 }, ID)(0, 1)[0] as number;
      const factor = Math.max(0, 1 + rms * g);
      for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * factor;
      return;
    }
    const normals = pixelNormals(context, `${ID}-pixel`);
    forEachBlock(values.length, (start, count) => {
      const g = normals(firstPixel + start, count);
      for (let i = 0; i < count; i++) {
        values[start + i] = (values[start + i] as number) * Math.max(0, 1 + rms * (g[i] as number));
      }
    });
  },
});
