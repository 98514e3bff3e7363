import { parameters, readout } from '@braggsim/core';
import { forEachBlock, pixelNormals } from '@braggsim/core/random';
import { stageValues } from './stage-values';

const ID = 'calibration';

const params = parameters({
  rms: { type: 'number', default: 0.03, min: 0, doc: 'fraction of the signal, root mean square over the pixels' },
  detectorSeed: {
    type: 'integer',
    default: 123456789,
    min: 0,
    max: 2 ** 32 - 1,
    doc: 'identifies the detector: images with the same value share the pattern, whatever their own seed',
  },
});

/** Readout stage for the error that calibration leaves in the gain of each pixel: a pattern that all images share. */
export const calibration = readout({
  id: ID,
  version: 1,
  about: { equation: 'v <- v (1 + rms g(pixel)), g ~ N(0, 1)', citation: 'noisify, J. M. Holton' },
  params,
  pixelwise: () => true,
  apply(values, given, { panel, firstPixel = 0 }) {
    const { rms, detectorSeed } = stageValues(params, given);
    if (rms === 0) return;
    const normals = pixelNormals({ seed: detectorSeed, image: 0, panel }, ID);
    forEachBlock(values.length, (start, count) => {
      const g = normals(firstPixel + start, count);
      for (let i = 0; i < count; i++) {
        values[start + i] = (values[start + i] as number) * Math.max(0, 1 + rms * (g[i] as number));
      }
    });
  },
});
