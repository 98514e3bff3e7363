import { term } from '@braggsim/core';
import type { Sensor } from '@braggsim/core/derived';
import { absorbed } from './absorbed';

/** Smallest cosine of a ray that comes from the front: small enough for any detector, large enough for float32. */
const MIN_COSINE = 1e-30;

const captureConstants = ({ layerStep, attenuation }: Sensor) => ({
  /** Optical depth of one layer at normal incidence. */
  depthOfLayer: layerStep * (attenuation ?? 0),
});

/**
 * Fraction of the photons that a sensor layer captures, by the Beer-Lambert law along the oblique path. The layers of a
 * sensor sum to 1 - exp(-n step mu/rho). Rays from behind are not captured.
 */
export const captureFraction = term({
  slot: 'factor',
  id: 'captureFraction',
  version: 1,
  params: {},
  about: {
    equation: 'C_t = exp(-t step mu/rho) (1 - exp(-step mu/rho))',
    citation: 'nanoBragg, J. M. Holton; Beer-Lambert law',
  },
  inputs: ['layer', 'cosIncidence'],
  isOfSensor: true,
  constants: (_params, { detector }) => captureConstants(detector.sensor),
  formula: (m, { layer, cosIncidence }, { depthOfLayer }) => {
    const depth = m.narrow(m.ratio(depthOfLayer, m.larger(cosIncidence, MIN_COSINE)));
    const reachesLayer = m.exp(m.product(-1, layer, depth));
    return m.select(0, cosIncidence, m.product(reachesLayer, absorbed(m, depth)), 0);
  },
});
