import { type Mat3, term } from '@braggsim/core';
import type { Crystal, DiffuseScattering } from '@braggsim/core/derived';
import { diffuseParameters } from './diffuse-fields';
import { formAt, formOf, INDICES, indicesOf, matrixOf, turned, weightsOf } from './displacements';

const diffuseOf = (crystal: Crystal): DiffuseScattering => crystal.diffuse as DiffuseScattering;

/**
 * What displacements leave of the spots: the mean over the rotations of the Laue class of e^-x, or nothing where the diffuse
 * part is wanted alone.
 */
export const spotFactor = term({
  slot: 'factor',
  id: 'spotFactor',
  version: 1,
  params: diffuseParameters,
  about: {
    equation: '<e^-x>, x = 4 pi^2 s^T U s; 0 without spots',
    citation: 'Caspar et al. (1988) Nature 332, 659',
  },
  inputs: INDICES,
  constants: (_, { crystal }) => ({
    matrix: matrixOf(diffuseOf(crystal)),
    mobility: weightsOf(diffuseOf(crystal), diffuseOf(crystal).sigma),
  }),
  specialization: (_, { crystal }) => {
    const { rotations, bragg, form } = diffuseOf(crystal);
    return { rotations: bragg ? (rotations ?? null) : [], form } as {
      /** Rotations of the Laue class, null for the identity alone, none without spots. */
      readonly rotations: readonly Mat3[] | null;
      readonly form: DiffuseScattering['form'];
    };
  },
  formula: (m, x, { matrix, mobility }, { rotations, form }) => {
    if (rotations?.length === 0) return m.value(0);
    const indices = indicesOf(m, x, form === 'diffbragg');
    const attenuation = (rotation?: Mat3) =>
      m.exp(m.neg(formAt(m, indices, formOf(m, mobility, rotation && turned(m, matrix, rotation)))));
    if (!rotations) return attenuation();
    const sum = rotations.reduce((all, rotation) => m.sum(all, attenuation(rotation)), m.value(0));
    return m.product(1 / rotations.length, sum);
  },
});
