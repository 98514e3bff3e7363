import { term } from '@braggsim/core';
import { cellTotal, narrowOffsets, OFFSETS, SCALED_SHAPE } from './fields';
import { radiusSquared, reciprocalForm } from './form';
import { GAUSSIAN_WIDTH, gaussianHalfway, gaussianReach, gaussianSlope } from './gaussian';

/** Crystal shape with Gaussian spots in reciprocal space, without fringes. */
export const gauss = term({
  slot: 'shape',
  id: 'gauss',
  version: 1,
  params: SCALED_SHAPE,
  about: {
    equation: 'F_latt = M exp(-fudge r^2 / 0.63), r = M |dh a* + dk b* + dl c*|, M = Na Nb Nc, a* in 1/A',
    citation: 'nanoBragg, J. M. Holton; Holton et al. (2014), FEBS J. 281, 4046',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => {
    const peak = cellTotal(crystal) ** 2;
    return { peak, form: reciprocalForm(crystal, (2 * crystal.fudge * peak) / GAUSSIAN_WIDTH) };
  },
  formula: (m, offsets, { peak, form }) =>
    m.product(peak, m.exp(m.neg(radiusSquared(m, narrowOffsets(m, offsets), form)))),
  slope: ({ form }) => gaussianSlope(form),
  gaussian: ({ peak, form }) => ({ peak, form }),
  reach: ({ form }, _, cutoff) => gaussianReach(form, cutoff),
  halfway: ({ form }) => gaussianHalfway(form),
});
