import { type Sensor, type TermPlan, term } from '@braggsim/core';

/** Cosine below which a ray counts as coming from behind: small enough for any plate, large enough for float32. */
const LEAST_COSINE = 1e-30;

const captureConstants = ({ layerStep, attenuation }: Sensor) => ({
  /** Optical depth of one layer at normal incidence. */
  depthOfLayer: layerStep * attenuation,
});

/**
 * Fraction of the photons that a sensor layer captures: Beer-Lambert along the oblique path. The layers of a
 * sensor sum to 1 - exp(-n step mu/rho). Rays from behind are not captured.
 */
export const captureFraction = term({
  slot: 'factor',
  id: 'captureFraction',
  version: 1,
  params: {},
  about: {
    equation: 'C_t = exp(-t step mu/rho) - exp(-(t+1) step mu/rho)',
    citation: 'nanoBragg, J. M. Holton; Beer-Lambert law',
  },
  inputs: ['layer', 'cosIncidence'],
  constants: (_params, { detector }) => captureConstants(detector.sensor),
  formula: (m, { layer, cosIncidence }, { depthOfLayer }) => {
    const depth = m.ratio(depthOfLayer, m.larger(cosIncidence, LEAST_COSINE));
    const reachesFront = m.exp(m.product(-1, layer, depth));
    const reachesBack = m.exp(m.product(-1, m.sum(layer, 1), depth));
    return m.select(0, cosIncidence, m.minus(reachesFront, reachesBack), 0);
  },
});

/** The capture fraction of this sensor; zero throughout for one that absorbs nothing. */
export const captureFractionPlan = (sensor: Sensor): TermPlan => ({
  id: captureFraction.id,
  version: captureFraction.version,
  constants: captureConstants(sensor),
  choices: {},
});
