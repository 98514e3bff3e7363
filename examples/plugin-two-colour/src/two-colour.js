// @ts-nocheck: a plug-in is plain JavaScript, and its parameters are checked when it is planned.
import { parameters, source } from '@braggsim/core';

const params = parameters({
  separationPercent: { type: 'number', unit: '%', default: 1, min: 0, max: 100, doc: 'between the two wavelengths' },
  redPart: { type: 'number', default: 0.5, min: 0, max: 1, doc: 'part of the intensity at the longer wavelength' },
});

/** A beam of two wavelengths about the central one, as free-electron lasers make it. */
export const twoColour = source({
  id: 'twoColour',
  version: 1,
  params,
  about: {
    equation: 'lambda (1 - d/2) of weight 1 - r, lambda (1 + d/2) of weight r',
    citation: 'Hara et al. (2013), Nat. Commun. 4, 2919',
  },
  sources: ({ separationPercent, redPart }, { wavelength, beam }) => {
    const direction = beam.map((x) => -x);
    const half = separationPercent / 200;
    return [
      { direction, weight: 1 - redPart, wavelengthM: wavelength * (1 - half) },
      { direction, weight: redPart, wavelengthM: wavelength * (1 + half) },
    ];
  },
});
