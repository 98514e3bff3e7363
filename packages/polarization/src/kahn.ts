import { type Term, term } from '@braggsim/core';
import { type Beam, type Compatibility, resolveCompatibility } from '@braggsim/core/derived';
import type { FactorMode, Registry } from '@braggsim/core/kernel';

/** `polarized` is false where the Kahn factor is zero and its part of the formula drops out. */
type KahnSpecialization = { readonly polarized: boolean };

const constantsOf = (factor: number | null) => ({ polarizationFraction: factor ?? 0 });
const specializationOf = (factor: number | null): KahnSpecialization => ({ polarized: (factor ?? 0) !== 0 });

/** Polarization factor of a partly plane-polarized beam. */
export const kahn = term({
  slot: 'factor',
  id: 'polarization',
  version: 1,
  params: {},
  about: {
    equation: 'P = (1 + cos²2θ − K cos 2ψ sin²2θ) / 2',
    citation: 'Kahn, R. et al. (1982). J. Appl. Cryst. 15, 330–337',
  },
  inputs: ['cosTwoTheta', 'cosMagneticAxis'],
  constants: (_params, { beam }) => constantsOf(beam.polarizationFraction),
  specialization: (_params, { beam }) => specializationOf(beam.polarizationFraction),
  formula(m, { cosTwoTheta, cosMagneticAxis }, constants, { polarized }) {
    const cosSquared = m.square(cosTwoTheta);
    const unpolarized = m.sum(1, cosSquared);
    if (!polarized) return m.product(0.5, unpolarized);
    // With e and g the diffracted direction on the electric and magnetic vectors, cos 2ψ sin²2θ = e² − g², and since
    // these vectors and the beam are orthogonal, e² + g² = 1 − cos²2θ. Eliminating e makes the formula right also
    // where the beam runs along the polarization vector: there the magnetic vector is zero, g = 0, and the C
    // program's cos 2ψ = 1 comes out.
    const plane = m.minus(m.minus(1, cosSquared), m.product(2, m.square(cosMagneticAxis)));
    return m.product(0.5, m.minus(unpolarized, m.product(constants.polarizationFraction, plane)));
  },
  // The gradient with respect to the diffracted direction, which a unit index turns by less than a radian; peak 1.
  slope: (constants) =>
    Math.max(1 + Math.abs(constants.polarizationFraction), 2 * Math.abs(constants.polarizationFraction)),
});

/**
 * Returns where the polarization factor of a plan is evaluated, or undefined where it is left out.
 *
 * @param perSample whether the C program was asked to evaluate it at every sample
 * @param compatibility compatibility options; correct physics where one is absent
 */
export function polarizationMode(
  beam: Pick<Beam, 'polarizationFraction'>,
  perSample: boolean,
  compatibility: Partial<Compatibility> = {},
): FactorMode | undefined {
  const { factors, noPolarization } = resolveCompatibility('corrected', compatibility);
  const switchedOnAgain = perSample && noPolarization === 'overridden';
  if (beam.polarizationFraction === null && !switchedOnAgain) return undefined;
  return perSample || factors === 'each' ? 'each' : 'first';
}

/** The terms of this package by id. */
export const polarizationTerms: Registry<Term> = new Map([[kahn.id, () => kahn]]);
