import { ROTATION_INPUTS, term } from '@braggsim/core';
import type { Crystal, DiffuseScattering } from '@braggsim/core/derived';
import type { Calculator, Triple } from '@braggsim/formula';
import { cellTotal } from '../shapes/fields';
import { diffuseParameters } from './diffuse-fields';
import { formAt, formOf, INDICES, indicesOf, matrixOf, turned, weightsOf } from './displacements';
import { offsetsWithin } from './neighbours';

/** Returns the diffuse scattering of a crystal that has some. */
const diffuseOf = (crystal: Crystal): DiffuseScattering => crystal.diffuse as DiffuseScattering;

/**
 * Returns the factor of the sum over nodes and rotations: 8 pi det(G) over the number of rotations, times the number of cells per volume,
 * or over the number of nodes in the form of diffBragg.
 */
function scaleOf(crystal: Crystal): number {
  const { gamma, rotations, form, stencil } = diffuseOf(crystal);
  const peak = (8 * Math.PI * gamma[0] * gamma[1] * gamma[2]) / (rotations?.length ?? 1);
  if (form === 'diffbragg') return peak / (2 * stencil + 1) ** 3;
  return (peak * (crystal.shapeForm?.total ?? cellTotal(crystal))) / crystal.volumeA3;
}

/**
 * Returns the sum over the orders m of x^m/m! Gamma_m, less the factor 8 pi det(G): Gamma_m is m / (m^2 + r)^2 times that, with r the
 * squared distance from the node in correlation lengths.
 *
 * @param first x, with what attenuates it
 */
function ordersSum<T>(m: Calculator<T>, orders: number, first: T, x: T, r: T): T {
  let power = first;
  let sum = m.ratio(power, m.square(m.sum(1, r)));
  for (let order = 2; order <= orders; order++) {
    power = m.product(power, x, 1 / order);
    sum = m.sum(sum, m.ratio(m.product(order, power), m.square(m.sum(order ** 2, r))));
  }
  return sum;
}

/**
 * Diffuse scattering by liquid-like motions: displacements that are the more alike the nearer two atoms are, so that halos
 * surround the reciprocal lattice points.
 */
export const diffuse = term({
  slot: 'scatter',
  id: 'diffuse',
  version: 1,
  params: diffuseParameters,
  about: {
    equation:
      'M/V sum_n F_n^2 <e^-x sum_m x^m/m! 8 pi det(G)/m^3 / (1 + 4 pi^2 |G (s - n)|^2/m^2)^2>, x = 4 pi^2 s^T U s, < > over the rotations of the Laue class',
    citation:
      'Caspar et al. (1988) Nature 332, 659; Clarage et al. (1992) Proteins 12, 145; Wall, Ealick & Gruner (1997) PNAS 94, 6180',
  },
  inputs: [...INDICES, 'nodeH', 'nodeK', 'nodeL', 'nodeStructure', 'nearestStructure', ...ROTATION_INPUTS],
  constants: (_, { crystal }) => {
    const { gamma, sigma } = diffuseOf(crystal);
    return {
      matrix: matrixOf(diffuseOf(crystal)),
      mobility: weightsOf(diffuseOf(crystal), sigma),
      correlation: weightsOf(diffuseOf(crystal), gamma),
      scale: scaleOf(crystal),
    };
  },
  specialization: (_, { crystal }) => {
    const { rotations, orders, attenuates, form } = diffuseOf(crystal);
    return { isTurned: rotations !== undefined, orders, isAttenuated: attenuates !== 'none', form };
  },
  nodes: (_, { crystal }) => {
    const { stencil, rotations } = diffuseOf(crystal);
    const turns = rotations ? rotations.map((rotation) => ({ rotation })) : [{}];
    return turns.flatMap((turn) => offsetsWithin(stencil).map((offset) => ({ offset, ...turn })));
  },
  formula: (m, x, { matrix, mobility, correlation, scale }, { isTurned, orders, isAttenuated, form }) => {
    const rotation = isTurned
      ? [
          ...[x.rotationHH, x.rotationHK, x.rotationHL],
          ...[x.rotationKH, x.rotationKK, x.rotationKL],
          ...[x.rotationLH, x.rotationLK, x.rotationLL],
        ]
      : undefined;
    const axes = rotation && turned(m, matrix, rotation);
    const isUpstream = form === 'diffbragg';
    const squared = formAt(m, indicesOf(m, x, isUpstream), formOf(m, mobility, axes));
    const fromNode: Triple<typeof squared> = [
      m.narrow(m.minus(x.dh, x.nodeH)),
      m.narrow(m.minus(x.dk, x.nodeK)),
      m.narrow(m.minus(x.dl, x.nodeL)),
    ];
    const distance = formAt(m, fromNode, formOf(m, correlation, axes));
    const first = isAttenuated ? m.product(squared, m.exp(m.neg(squared))) : squared;
    const halo = m.product(scale, x.nodeStructure, ordersSum(m, orders, first, squared, distance));
    return isUpstream ? m.select(0, x.nearestStructure, halo, m.value(0)) : halo;
  },
});
