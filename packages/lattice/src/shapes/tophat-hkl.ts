import { term } from '@braggsim/core';
import { cellTotal, narrowOffsets, OFFSETS, SCALED_SHAPE } from './fields';
import { diagonalRadiusSquared, ellipsoidReach, fullForm, indexForm } from './form';
import { TOPHAT_RADIUS_SQUARED } from './tophat';

/** Crystal shape whose spots are constant within a radius measured in indices: the older form of `tophat`. */
export const tophatHkl = term({
  slot: 'shape',
  id: 'tophat-hkl',
  version: 1,
  params: SCALED_SHAPE,
  about: {
    equation: 'F_latt = M where fudge rho^2 < 0.3969, else 0; rho^2 = (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2, M = Na Nb Nc',
    citation: 'earlier nanoBragg, as in simtbx of cctbx',
  },
  inputs: OFFSETS,
  hasEdges: true,
  constants: (_, { crystal }) => ({ peak: cellTotal(crystal) ** 2, form: indexForm(crystal, crystal.fudge) }),
  formula: (m, offsets, { peak, form }) =>
    m.select(diagonalRadiusSquared(m, narrowOffsets(m, offsets), form), TOPHAT_RADIUS_SQUARED, peak, 0),
  slope: () => Number.POSITIVE_INFINITY,
  reach: ({ form }) => ellipsoidReach(fullForm(form), TOPHAT_RADIUS_SQUARED),
});
