import { parameters, readout } from '@braggsim/core';
import { errorFunction } from './point-spread/error-function';
import { convolveSeparably } from './point-spread/separable';
import { stageValues } from './stage-values';

const params = parameters({
  sigmaUm: {
    type: 'number',
    unit: 'µm',
    default: 0,
    min: 0,
    doc: 'rms radius of the charge cloud along one direction',
  },
  pixelUm: {
    type: 'number',
    unit: 'µm',
    default: 75,
    min: 0,
    open: true,
    doc: 'edge of a square pixel; commands take that of the detector when absent',
  },
});

/** Clouds reach this many of their rms radii; 1e-15 of them lies beyond. */
const REACH = 8;

/** Second integral of a Gaussian of unit variance. */
const twiceIntegrated = (x: number): number =>
  (x * errorFunction(x / Math.SQRT2)) / 2 + Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/**
 * Mean fractions of charge on pixels 0, 1, 2, … from the one that a photon hits, at any place alike.
 *
 * @param sigma of the cloud, in pixels
 */
export const sharingWeights = (sigma: number): Float64Array =>
  Float64Array.from({ length: Math.ceil(REACH * sigma) + 2 }, (_, d) => {
    const at = (x: number) => twiceIntegrated(x / sigma);
    return sigma * (at(d + 1) - 2 * at(d) + at(d - 1));
  });

/**
 * Charge between neighbouring pixels of a semiconductor sensor that integrates it: each pixel's photons hit all of its
 * area alike, and each leaves a Gaussian cloud. Charge beyond the edges is lost to the guard ring.
 *
 * Means only: all photons of a pixel share by the same weights, wherever they hit. Its place is after the photon noise,
 * whose deviates it smooths: the variance of n photons a pixel goes down to n (w(0)^2 + 2 w(1)^2 + …)^2. Photons one by one
 * would leave n w(0; sqrt(2) s)^2, which is more. A counter with a threshold has no use for it.
 */
export const chargeSharing = readout({
  id: 'chargeSharing',
  version: 1,
  about: {
    equation: "v <- w * v along both directions, w(d) = s (G((d+1)/s) - 2 G(d/s) + G((d-1)/s)), G'' = N(0, 1)",
    citation: 'Kraft et al. (2009), J. Synchrotron Rad. 16, 368; Korn et al. (2007), Nucl. Instrum. Methods A 576, 239',
  },
  params,
  apply(values, given, { shape }) {
    const { sigmaUm, pixelUm } = stageValues(params, given);
    if (sigmaUm > 0) values.set(convolveSeparably(values, shape, sharingWeights(sigmaUm / pixelUm)));
  },
});
