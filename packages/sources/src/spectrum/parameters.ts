import { parameters } from '@braggsim/core';

/** Models of the spectrum. */
export const SPECTRUM_KINDS = ['gauss', 'tophat', 'twoColour', 'sase'] as const;
export type SpectrumKind = (typeof SPECTRUM_KINDS)[number];

const energy = { type: 'number', unit: 'eV', min: 0, exclusiveMin: true } as const;

/** Parameters of the spectrum of the beam. */
export const spectrumParameters = parameters({
  'beam.spectrum.file': {
    type: 'text',
    flag: '--spectrum',
    doc: 'file of lines with the columns energyEv,weight or wavelengthA,weight, and shot before them for a series; or a model: gauss, tophat, twoColour, sase',
  },
  'beam.spectrum.between': {
    type: 'enum',
    options: ['lines', 'linear'],
    default: 'lines',
    doc: 'what the spectrum is between the lines of a file: nothing, or a density that is linear in the photon energy and integrated exactly (--band FILE)',
  },
  'beam.spectrum.segments': {
    type: 'integer',
    min: 1,
    max: 64,
    default: 1,
    doc: 'parts of equal width into which a spectrum that is linear between lines is cut; amplitudes that depend on the energy are those of each part',
  },
  'beam.spectrum.wavelengthFactor': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 1,
    doc: 'all wavelengths of the spectrum are multiplied by it',
  },
  'beam.spectrum.widthFactor': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 1,
    doc: 'distances of wavelengths from their mean are multiplied by it',
  },
  'beam.spectrum.kind': {
    type: 'enum',
    options: SPECTRUM_KINDS,
    doc: 'model of the spectrum, in place of a file',
  },
  'beam.spectrum.meanEv': { ...energy, doc: 'mean photon energy of a model; beam.energyEv when absent' },
  'beam.spectrum.fwhmEv': {
    ...energy,
    flag: '--bandwidth-ev',
    doc: 'full width at half maximum of a model; the full width of tophat',
  },
  'beam.spectrum.channels': {
    type: 'integer',
    min: 1,
    max: 1e5,
    default: 41,
    doc: 'number of wavelengths of gauss, tophat and twoColour',
  },
  'beam.spectrum.range': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 1.5,
    doc: 'how far the channels reach to each side of a mean, in full widths at half maximum',
  },
  'beam.spectrum.separationEv': { ...energy, doc: 'distance of the two means of twoColour' },
  'beam.spectrum.ratio': {
    type: 'number',
    min: 0,
    default: 1,
    doc: 'energy of the pulse of twoColour with the higher photon energy over that of the other',
  },
  'beam.spectrum.spikeEv': {
    ...energy,
    flag: '--spike-ev',
    doc: 'full width at half maximum of a spike of sase',
  },
  'beam.spectrum.stepEv': { ...energy, doc: 'distance of two channels of sase; a quarter of spikeEv when absent' },
  'beam.spectrum.pulseEnergy': {
    type: 'enum',
    options: ['fixed', 'varies'],
    default: 'fixed',
    doc: 'whether all pulses of sase have the same energy, or that of their chaotic light',
  },
  'beam.spectrum.seed': {
    type: 'integer',
    min: 0,
    max: 2 ** 31 - 2,
    doc: 'seed of the pulses of sase; the seed of the experiment when absent',
  },
});
