import { term } from '@braggsim/core';
import type { Sensor } from '@braggsim/core/derived';
import type { Calculator } from '@braggsim/formula';

/** Smallest cosine of a ray that comes from the front: small enough for any detector, large enough for float32. */
const MIN_COSINE = 1e-30;

/** Optical depth below which 1 - exp(-x) loses digits, so that its series is used. */
const SERIES_END = 0.25;
/** (1 - exp(-x))/x in powers of x: each coefficient the last one over -(n + 1). */
const SERIES = [1];
for (let n = 1; n < 12; n++) SERIES.push(-(SERIES[n - 1] as number) / (n + 1));

/** Computes 1 - exp(-x) to full relative accuracy. */
function absorbed<T>(m: Calculator<T>, x: T): T {
  const near = m.smaller(x, SERIES_END);
  return m.select(x, SERIES_END, m.product(near, m.polynomial(near, SERIES)), m.minus(1, m.exp(m.neg(x))));
}

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
  constants: (_params, { detector }) => captureConstants(detector.sensor),
  formula: (m, { layer, cosIncidence }, { depthOfLayer }) => {
    const depth = m.narrow(m.ratio(depthOfLayer, m.larger(cosIncidence, MIN_COSINE)));
    const reachesLayer = m.exp(m.product(-1, layer, depth));
    return m.select(0, cosIncidence, m.product(reachesLayer, absorbed(m, depth)), 0);
  },
});
