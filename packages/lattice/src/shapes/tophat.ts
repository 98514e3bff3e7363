import { term } from '@braggsim/core';
import { cellTotal, NORMALIZED_SHAPE, narrowOffsets, OFFSETS } from './fields';
import { ellipsoidReach, ellipsoidVolume, type QuadraticForm, radiusSquared, reciprocalForm } from './form';
import { normalized } from './normalized';

/** Squared radius of a spot, 0.63 squared. */
export const TOPHAT_RADIUS_SQUARED = 0.3969;

/** Computes the integral of a spot that is constant where form < 0.3969. */
export const tophatIntegral = ({ peak, form }: { readonly peak: number; readonly form: QuadraticForm }): number =>
  peak * ((4 * Math.PI) / 3) * TOPHAT_RADIUS_SQUARED ** 1.5 * ellipsoidVolume(form);

/** Crystal shape whose spots are spheres in reciprocal space: constant inside, zero outside. */
export const tophat = term({
  slot: 'shape',
  id: 'tophat',
  version: 1,
  params: NORMALIZED_SHAPE,
  about: {
    equation: 'F_latt = M where fudge r^2 < 0.3969, else 0; r = M |dh a* + dk b* + dl c*|, M = Na Nb Nc, a* in 1/A',
    citation: 'nanoBragg, J. M. Holton; Holton et al. (2014), FEBS J. 281, 4046',
  },
  inputs: OFFSETS,
  hasEdges: true,
  constants: (_, { crystal }) => {
    const total = cellTotal(crystal);
    const peak = total ** 2;
    return normalized(crystal, { peak, form: reciprocalForm(crystal, crystal.fudge * peak) }, total, tophatIntegral);
  },
  formula: (m, offsets, { peak, form }) =>
    m.select(radiusSquared(m, narrowOffsets(m, offsets), form), TOPHAT_RADIUS_SQUARED, peak, 0),
  integral: tophatIntegral,
  slope: () => Number.POSITIVE_INFINITY,
  reach: ({ form }) => ellipsoidReach(form, TOPHAT_RADIUS_SQUARED),
});
