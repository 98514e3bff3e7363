import { parameters, readout } from '@braggsim/core';
import { forEachBlock, pixelNormals } from '@braggsim/core/random';
import { stageValues } from './stage-values';

const ID = 'readNoise';

const params = parameters({
  rms: {
    type: 'number',
    default: 0,
    min: 0,
    doc: 'root mean square of the noise, in the unit of the values: ADU after the gain, photons before it',
  },
});

/** Readout stage for electronic noise. */
export const readNoise = readout({
  id: ID,
  version: 1,
  about: { equation: 'v <- v + rms g, g ~ N(0, 1)', citation: 'noisify, J. M. Holton' },
  params,
  seeded: true,
  pixelwise: () => true,
  apply(values, given, context) {
    const { rms } = stageValues(params, given);
    if (rms === 0) return;
    const { firstPixel = 0 } = context;
    const normals = pixelNormals(context, ID);
    forEachBlock(values.length, (start, count) => {
      const g = normals(firstPixel + start, count);
      for (let i = 0; i < count; i++) values[start + i] = (values[start + i] as number) + rms * (g[i] as number);
    });
  },
});
