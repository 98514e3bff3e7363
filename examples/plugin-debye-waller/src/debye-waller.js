import { parameters, term, units } from '@braggsim/core';

const params = parameters({
  bA2: { type: 'number', unit: 'Å²', required: true, min: 0, max: 1000, doc: 'temperature factor B' },
});

/** Atoms that vibrate, all alike and in every direction alike, weaken intensities towards high resolution. */
export const debyeWaller = term({
  slot: 'factor',
  id: 'debyeWaller',
  version: 1,
  params,
  about: {
    equation: 'exp(-2 B s^2), s = sin(theta)/lambda',
    citation: 'Debye (1913), Ann. Phys. 348, 49; Waller (1923), Z. Phys. 17, 398',
  },
  inputs: ['stol'],
  // B in m^2, since s comes in 1/m.
  constants: ({ bA2 }) => ({ exponent: -2 * bA2 * units.fromAngstrom(1) ** 2 }),
  formula: (m, { stol }, { exponent }) => m.exp(m.product(exponent, m.square(stol))),
});
