// @ts-check
import { parameters, term, units } from '@braggsim/core';

const params = parameters({
  peakE2: { type: 'number', unit: 'electrons²', default: 1e6, min: 0, doc: 'scattering at the middle of the ring' },
  spacingA: { type: 'number', unit: 'Å', default: 3.5, min: 0.1, doc: 'd-spacing of the middle of the ring' },
  widthPerA: { type: 'number', unit: '1/Å', default: 0.02, min: 1e-6, doc: 'deviation along sin(theta)/lambda' },
});

/** A diffuse ring around the direct beam, such as that of a liquid or a film. */
export const diffuseRing = term({
  slot: 'background',
  id: 'diffuseRing',
  version: 1,
  params,
  about: {
    equation: 'P exp(-(s - 1/(2 d))^2 / (2 w^2)), s = sin(theta)/lambda',
    citation: 'A Gaussian, the usual description of a diffuse ring',
  },
  inputs: ['sinThetaOverLambda'],
  // Lengths are in units of the width, so that single precision does not overflow.
  constants: ({ peakE2, spacingA, widthPerA }) => ({
    peak: Number(peakE2),
    perWidth: units.fromAngstrom(1) / Number(widthPerA),
    middle: 1 / (2 * Number(spacingA) * Number(widthPerA)),
  }),
  formula: (m, { sinThetaOverLambda }, { peak, perWidth, middle }) => {
    const away = m.minus(m.product(sinThetaOverLambda, perWidth), middle);
    return m.product(peak, m.exp(m.product(-0.5, m.square(away))));
  },
});
