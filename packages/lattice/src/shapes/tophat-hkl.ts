import { term, type Vec3 } from '@braggsim/core';
import { cellTotal, NORMALIZED_SHAPE, narrowOffsets, OFFSETS } from './fields';
import { diagonalRadiusSquared, ellipsoidReach, fullForm, indexForm } from './form';
import { TOPHAT_RADIUS_SQUARED, tophatIntegral } from './tophat';

const integralOf = ({ peak, form }: { readonly peak: number; readonly form: Vec3 }): number =>
  tophatIntegral({ peak, form: fullForm(form) });

import { normalized } from './normalized';

/** Crystal shape whose spots are constant within a radius measured in indices: the older form of `tophat`. */
export const tophatHkl = term({
  slot: 'shape',
  id: 'tophat-hkl',
  version: 1,
  params: NORMALIZED_SHAPE,
  about: {
    equation: 'F_latt = M where fudge rho^2 < 0.3969, else 0; rho^2 = (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2, M = Na Nb Nc',
    citation: 'earlier nanoBragg, as in simtbx of cctbx',
  },
  inputs: OFFSETS,
  hasEdges: true,
  constants: (_, { crystal }) => {
    const total = cellTotal(crystal);
    return normalized(crystal, { peak: total ** 2, form: indexForm(crystal, crystal.fudge) }, total, integralOf);
  },
  formula: (m, offsets, { peak, form }) =>
    m.select(diagonalRadiusSquared(m, narrowOffsets(m, offsets), form), TOPHAT_RADIUS_SQUARED, peak, 0),
  integral: integralOf,
  slope: () => Number.POSITIVE_INFINITY,
  reach: ({ form }) => ellipsoidReach(fullForm(form), TOPHAT_RADIUS_SQUARED),
});
