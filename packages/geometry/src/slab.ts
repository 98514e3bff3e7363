import { parameters, term, units } from '@braggsim/core';
import { meanTransmission } from './absorbed';

const thicknessUm = {
  type: 'number',
  unit: 'µm',
  min: 0,
  doc: 'thickness of the slab, along the beam',
} as const;
const muPerMm = {
  type: 'number',
  unit: '1/mm',
  min: 0,
  doc: 'linear attenuation coefficient of the slab',
} as const;
const atWavelengthA = {
  type: 'number',
  unit: 'Å',
  min: 0,
  exclusiveMin: true,
  doc: 'wavelength at which muPerMm holds; it grows with the cube of the wavelength. The central wavelength when absent',
} as const;

/** Fields of the section `absorption`. */
export const absorptionParameters = parameters({
  'absorption.shape': { type: 'enum', options: ['slab'], default: 'slab', doc: 'what absorbs: a slab across the beam' },
  'absorption.thicknessUm': thicknessUm,
  'absorption.muPerMm': muPerMm,
  'absorption.atWavelengthA': atWavelengthA,
});

/** Rays closer to the plane of the slab than this cosine are taken at it: they leave the slab at its far edges. */
const MIN_COSINE = 1e-6;

/**
 * Transmission of a slab across the beam that scatters evenly at all depths: the incident ray to the depth of scattering,
 * and the diffracted ray out of the slab, forwards or backwards.
 */
export const slab = term({
  slot: 'factor',
  id: 'slab',
  version: 1,
  params: {
    thicknessUm: { ...thicknessUm, required: true },
    muPerMm: { ...muPerMm, required: true },
    atWavelengthA,
  },
  about: {
    equation:
      'T = exp(-m) (1 - exp(-m (sec - 1)))/(m (sec - 1)) forwards, (1 - exp(-m (sec + 1)))/(m (sec + 1)) backwards; sec = 1/|cos 2 theta|, m = mu thickness (lambda/lambda0)^3',
    citation: 'Beer-Lambert law, mean over the depth of scattering',
  },
  inputs: ['cosTwoTheta', 'wavelength'],
  constants: (params, { beam }) => {
    const given = params as { readonly thicknessUm: number; readonly muPerMm: number; readonly atWavelengthA?: number };
    const at = given.atWavelengthA === undefined ? beam.wavelength : units.fromAngstrom(given.atWavelengthA);
    return { depth: given.muPerMm * units.toMm(units.fromUm(given.thicknessUm)), perWavelength: 1 / at };
  },
  formula: (m, { cosTwoTheta, wavelength }, { depth, perWavelength }) => {
    const relative = m.product(wavelength, perWavelength);
    const along = m.product(depth, relative, m.square(relative));
    const secant = m.ratio(1, m.larger(m.abs(cosTwoTheta), MIN_COSINE));
    const forwards = m.product(
      m.exp(m.neg(along)),
      meanTransmission(m, m.product(along, m.larger(m.minus(secant, 1), 0))),
    );
    const backwards = meanTransmission(m, m.product(along, m.sum(secant, 1)));
    return m.select(0, cosTwoTheta, forwards, backwards);
  },
});
