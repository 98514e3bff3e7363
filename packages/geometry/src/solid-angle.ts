import { term } from '@braggsim/core';
import type { Choices, Detector } from '@braggsim/core/derived';

const solidAngleChoices = (detector: Detector, obliquity: boolean) => ({
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
  inputs: ['pixelSize', 'closeDistance', 'range'],
  constants: () => ({}),
  choices: (params, { detector }) => solidAngleChoices(detector, params.obliquity !== false),
  formula: (m, { pixelSize, closeDistance, range }, _constants, { pointPixel, obliquity }) => {
    const perRange = m.ratio(1, range);
    if (pointPixel) return m.square(perRange);
    const facing = m.square(m.product(pixelSize, perRange));
    return obliquity ? m.product(facing, closeDistance, perRange) : facing;
  },
});

/** Whether every pixel of this detector faces the sample: it is curved, and about the right point. */
export const facesSample = (detector: Detector, choices: Choices): boolean =>
  detector.curved && choices.curvedSurface === 'detectorFrame';
