import { term } from '@braggsim/core';
import { cellTotal, NORMALIZED_SHAPE, narrowOffsets, OFFSETS } from './fields';
import { radiusSquared, reciprocalForm } from './form';
import { gaussianHalfway, gaussianIntegral, gaussianReach, gaussianSlope } from './gaussian';
import { normalized } from './normalized';

/** Factor of the squared radius in the exponent of the intensity, twice that of the amplitude. */
const EXPONENT = 3.8;

/**
 * Round Gaussian spots whose width follows from the volume of the crystal alone, so that they have every symmetry of the
 * lattice in any setting of its cell.
 */
export const gaussStar = term({
  slot: 'shape',
  id: 'gauss-star',
  version: 1,
  params: NORMALIZED_SHAPE,
  about: {
    equation:
      'F_latt^2 = M^2 exp(-3.8 fudge (M V)^(2/3) |dh a* + dk b* + dl c*|^2), M = Na Nb Nc, V in A^3, a* in 1/A; full width at half maximum 0.854 (M V)^(-1/3)',
    citation: 'cctbx, simtbx/nanoBragg (shape GAUSS_STAR)',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => {
    const total = cellTotal(crystal);
    const factor = EXPONENT * crystal.fudge * (total * crystal.volumeA3) ** (2 / 3);
    return normalized(crystal, { peak: total ** 2, form: reciprocalForm(crystal, factor) }, total, gaussianIntegral);
  },
  formula: (m, offsets, { peak, form }) =>
    m.product(peak, m.exp(m.neg(radiusSquared(m, narrowOffsets(m, offsets), form)))),
  integral: gaussianIntegral,
  slope: ({ form }) => gaussianSlope(form),
  gaussian: ({ peak, form }) => ({ peak, form }),
  reach: ({ form }, _, cutoff) => gaussianReach(form, cutoff),
  halfway: ({ form }) => gaussianHalfway(form),
});
