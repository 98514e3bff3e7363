import { term } from '@braggsim/core';
import { cellTotal, narrowOffsets, OFFSETS, SCALED_SHAPE } from './fields';
import { ellipsoidReach, radiusSquared, reciprocalForm } from './form';

/** Squared radius of a spot, 0.63 squared. */
export const TOPHAT_RADIUS_SQUARED = 0.3969;

/** Crystal shape whose spots are spheres in reciprocal space: constant inside, zero outside. */
export const tophat = term({
  slot: 'shape',
  id: 'tophat',
  version: 1,
  params: SCALED_SHAPE,
  about: {
    equation: 'F_latt = M where fudge r^2 < 0.3969, else 0; r = M |dh a* + dk b* + dl c*|, M = Na Nb Nc, a* in 1/A',
    citation: 'nanoBragg, J. M. Holton; Holton et al. (2014), FEBS J. 281, 4046',
  },
  inputs: OFFSETS,
  hasEdges: true,
  constants: (_, { crystal }) => {
    const peak = cellTotal(crystal) ** 2;
    return { peak, form: reciprocalForm(crystal, crystal.fudge * peak) };
  },
  formula: (m, offsets, { peak, form }) =>
    m.select(radiusSquared(m, narrowOffsets(m, offsets), form), TOPHAT_RADIUS_SQUARED, peak, 0),
  slope: () => Number.POSITIVE_INFINITY,
  reach: ({ form }) => ellipsoidReach(form, TOPHAT_RADIUS_SQUARED),
});
