import { term } from '@braggsim/core';
import { type Compatibility, type Detector, resolveCompatibility } from '@braggsim/core/derived';

const solidAngleSpecialization = (detector: Detector, obliquity: boolean) => ({
  pointPixel: detector.pointPixel,
  obliquity,
});

/**
 * Solid angle of a pixel as seen from the sample (sr), or its inverse squared range (1/m^2) for point pixels. The area
 * is that of the whole pixel however finely it is sampled.
 */
export const solidAngle = term({
  slot: 'factor',
  id: 'solidAngle',
  version: 1,
  params: {
    obliquity: {
      type: 'boolean',
      default: true,
      doc: 'Pixels shrink with the angle of incidence; false where every pixel faces the sample',
    },
  },
  about: {
    equation: 'Omega = p^2/R^2 * D/R',
    citation: 'nanoBragg, J. M. Holton',
  },
  inputs: ['pixelSize', 'normalDistance', 'range'],
  constants: () => ({}),
  specialization: (params, { detector }) => solidAngleSpecialization(detector, params.obliquity !== false),
  formula: (m, { pixelSize, normalDistance, range }, _constants, { pointPixel, obliquity }) => {
    const perRange = m.ratio(1, range);
    if (pointPixel) return m.square(perRange);
    const facing = m.square(m.product(pixelSize, perRange));
    return obliquity ? m.product(facing, normalDistance, perRange) : facing;
  },
});

/**
 * Tells whether every pixel of a detector faces the sample: the detector is curved, and about the correct point.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 */
export const facesSample = (
  { curved }: Pick<Detector, 'curved'>,
  compatibility: Partial<Compatibility> = {},
): boolean => curved && resolveCompatibility('corrected', compatibility).curvedSurface === 'detectorFrame';
