import { term } from '@braggsim/core';
import { cellTotal, narrowOffsets, OFFSETS, SCALED_SHAPE } from './fields';
import { diagonalRadiusSquared, fullForm, indexForm } from './form';
import { GAUSSIAN_WIDTH, gaussianReach, gaussianSlope } from './gaussian';

/** Gaussian spots whose radius is measured in indices: the older form of `gauss`. */
export const gaussHkl = term({
  slot: 'shape',
  id: 'gauss-hkl',
  version: 1,
  params: SCALED_SHAPE,
  about: {
    equation: 'F_latt = M exp(-fudge rho^2 / 0.63), rho^2 = (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2, M = Na Nb Nc',
    citation: 'earlier nanoBragg, as in simtbx of cctbx',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => ({
    peak: cellTotal(crystal) ** 2,
    form: indexForm(crystal, (2 * crystal.fudge) / GAUSSIAN_WIDTH),
  }),
  formula: (m, offsets, { peak, form }) =>
    m.product(peak, m.exp(m.neg(diagonalRadiusSquared(m, narrowOffsets(m, offsets), form)))),
  slope: ({ form }) => gaussianSlope(fullForm(form)),
  reach: ({ form }) => gaussianReach(fullForm(form)),
});
