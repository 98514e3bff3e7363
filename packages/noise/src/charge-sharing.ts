import { parameters, readout } from '@braggsim/core';
import { errorFunction } from '@braggsim/core/random';
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
    exclusiveMin: true,
    doc: 'edge of a square pixel; commands use that of the detector when absent',
  },
});

/** Radius within which a cloud is followed, in rms radii; 1e-15 of the charge lies beyond. */
const REACH = 8;

/** Computes the second integral of a Gaussian of unit variance. */
const twiceIntegrated = (x: number): number =>
  (x * errorFunction(x / Math.SQRT2)) / 2 + Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/**
 * Computes the mean fractions of charge, along one direction, that reach the pixels 0, 1, 2, … away from the pixel that a
 * photon hits at a uniformly distributed position.
 *
 * @param sigma rms radius of the cloud along one direction, in pixels
 */
export const sharingWeights = (sigma: number): Float64Array =>
  Float64Array.from({ length: Math.ceil(REACH * sigma) + 2 }, (_, d) => {
    const at = (x: number) => twiceIntegrated(x / sigma);
    return sigma * (at(d + 1) - 2 * at(d) + at(d - 1));
  });

/**
 * Readout stage that shares charge between neighbouring pixels of an integrating semiconductor sensor: the photons of a
 * pixel hit its area uniformly, and each leaves a Gaussian cloud of charge. Charge beyond the edges of the panel is lost
 * to the guard ring.
 *
 * The stage uses mean weights, the same for all photons of a pixel, and belongs after the photon noise, which it smooths:
 * it reduces the variance of n photons per pixel to n (w(0)^2 + 2 w(1)^2 + …)^2. Photons that share charge one by one
 * would have the larger variance n w(0; sqrt(2) s)^2. The stage does not apply to counting detectors with a threshold.
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
