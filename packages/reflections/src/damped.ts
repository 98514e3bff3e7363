import type { Constants, Term, TermSpecialization } from '@braggsim/core';
import { termsByEnergy } from './by-energy/terms';
import { nearest } from './nearest';
import { tricubic } from './tricubic';
import { uniform } from './uniform';

const PREFIX = 'damped-';

/** Square metres in a square angstrom. */
const A2 = 1e-20;

/** Returns the id of a structure term whose amplitudes fall off with the B factor of a crystal. */
export const dampedId = (id: string): string => `${PREFIX}${id}`;

/** Returns the id of a structure term without its B factor. */
export const undampedId = (id: string): string => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id);

/**
 * Makes a structure term that multiplies the squared amplitudes of another one by exp(-2 B s^2). The B factor is a constant of
 * the term, so that another value needs neither a new table nor new code.
 */
function damped(base: Term<'structure'>): Term<'structure'> {
  return {
    ...base,
    id: dampedId(base.id),
    params: {
      ...base.params,
      bFactorA2: { type: 'number', unit: 'Å²', min: 0, default: 0, doc: 'B factor of the spots' },
    },
    about: {
      equation: `(${base.about.equation}) exp(-2 B s²), s = sin θ/λ`,
      citation: 'International Tables for Crystallography B (2010), section 1.2.10, the Debye-Waller factor',
    },
    inputs: [...base.inputs, 'sinThetaOverLambda'],
    constants: (params, derived): Constants => ({
      ...base.constants(params, derived),
      fallOff: 2 * A2 * (params.bFactorA2 as number),
    }),
    formula: (m, x, constants, specialization: TermSpecialization) => {
      const { fallOff = 0 } = constants as { readonly fallOff?: number };
      const attenuation = m.exp(m.neg(m.product(fallOff, m.square(x.sinThetaOverLambda))));
      return m.product(base.formula(m, x, constants, specialization), attenuation);
    },
    // The attenuation has no slope per unit of an index.
    slope: () => Number.POSITIVE_INFINITY,
  };
}

/** The structure terms of this package with a B factor. */
export const dampedTerms: readonly Term[] = [nearest, tricubic, uniform, ...termsByEnergy].map((term) =>
  damped(term as unknown as Term<'structure'>),
);
