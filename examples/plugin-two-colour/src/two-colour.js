// @ts-check
import { parameters, source } from '@braggsim/core';

const params = parameters({
  separationPercent: {
    type: 'number',
    unit: '%',
    default: 1,
    min: 0,
    max: 100,
    doc: 'relative separation of the two wavelengths',
  },
  redPart: { type: 'number', default: 0.5, min: 0, max: 1, doc: 'fraction of the intensity at the longer wavelength' },
});

/** A beam of two wavelengths around the central one, as produced by free-electron lasers. */
export const twoColour = source({
  id: 'twoColour',
  version: 1,
  params,
  about: {
    equation: 'lambda (1 - d/2) of weight 1 - r, lambda (1 + d/2) of weight r',
    citation: 'Hara et al. (2013), Nat. Commun. 4, 2919',
  },
  sources: ({ separationPercent, redPart }, { wavelength, beam }) => {
    /** @type {[number, number, number]} */
    const direction = [-beam[0], -beam[1], -beam[2]];
    const [half, red] = [Number(separationPercent) / 200, Number(redPart)];
    return [
      { direction, weight: 1 - red, wavelengthM: wavelength * (1 - half) },
      { direction, weight: red, wavelengthM: wavelength * (1 + half) },
    ];
  },
});
