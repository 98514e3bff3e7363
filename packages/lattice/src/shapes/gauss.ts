import { term } from '@braggsim/core';
import { cellTotal, NORMALIZED_SHAPE, narrowOffsets, OFFSETS } from './fields';
import { radiusSquared, reciprocalForm } from './form';
import { GAUSSIAN_WIDTH, gaussianHalfway, gaussianIntegral, gaussianReach, gaussianSlope } from './gaussian';
import { normalized } from './normalized';

/** Crystal shape with Gaussian spots in reciprocal space, without fringes. */
export const gauss = term({
  slot: 'shape',
  id: 'gauss',
  version: 1,
  params: NORMALIZED_SHAPE,
  about: {
    equation: 'F_latt = M exp(-fudge r^2 / 0.63), r = M |dh a* + dk b* + dl c*|, M = Na Nb Nc, a* in 1/A',
    citation: 'nanoBragg, J. M. Holton; Holton et al. (2014), FEBS J. 281, 4046',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => {
    const total = cellTotal(crystal);
    const peak = total ** 2;
    const form = reciprocalForm(crystal, (2 * crystal.fudge * peak) / GAUSSIAN_WIDTH);
    return normalized(crystal, { peak, form }, total, gaussianIntegral);
  },
  formula: (m, offsets, { peak, form }) =>
    m.product(peak, m.exp(m.neg(radiusSquared(m, narrowOffsets(m, offsets), form)))),
  integral: gaussianIntegral,
  slope: ({ form }) => gaussianSlope(form),
  gaussian: ({ peak, form }) => ({ peak, form }),
  reach: ({ form }, _, cutoff) => gaussianReach(form, cutoff),
  halfway: ({ form }) => gaussianHalfway(form),
});
