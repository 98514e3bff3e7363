// @ts-check
import { parameters, term } from '@braggsim/core';

const params = parameters({
  bA2: { type: 'number', unit: 'Å²', required: true, min: 0, max: 1000, doc: 'temperature factor B' },
});

/** The Debye-Waller factor of isotropic vibrations that are equal for all atoms; it weakens intensities at high resolution. */
export const debyeWaller = term({
  slot: 'factor',
  id: 'debyeWaller',
  version: 1,
  params,
  about: {
    equation: 'exp(-2 B s^2), s = sin(theta)/lambda',
    citation: 'Debye (1913), Ann. Phys. 348, 49; Waller (1923), Z. Phys. 17, 398',
  },
  inputs: ['sinThetaOverLambda'],
  // The constant is in m², since s is in 1/m.
  constants: ({ bA2 }) => ({ twiceB: 2e-20 * Number(bA2) }),
  formula: (m, { sinThetaOverLambda }, { twiceB }) => m.exp(m.neg(m.product(twiceB, m.square(sinThetaOverLambda)))),
});
