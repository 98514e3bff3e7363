import type { SectionOf } from '@braggsim/core';
import { checked, usageError } from '@braggsim/core';
import { bandsOf } from './band';
import { MAX_CHANNELS, type SpectrumFile } from './file';
import type { SpectrumLines } from './lines';
import { gaussianSpectrum, tophatSpectrum, twoColourSpectrum } from './models';
import { SPECTRUM_KINDS, type SpectrumKind, spectrumParameters } from './parameters';
import { type PulseKey, saseChannels, sasePulse } from './sase';
import { stretchedLines } from './stretch';

/** The section `beam.spectrum` of an experiment. */
export type SpectrumSection = NonNullable<SectionOf<typeof spectrumParameters, 'beam'>['spectrum']>;

/** What a spectrum depends on besides its own section. */
export interface SpectrumRequest {
  readonly spectrum: SpectrumSection;
  /** `beam.energyEv`, which a model takes for its mean. */
  readonly energyEv?: number | undefined;
  /** Content of the file that the section names. */
  readonly file?: SpectrumFile | undefined;
}

/** The spectra of a series of images. */
export interface Spectrum {
  /** Whether each image has lines of its own. */
  readonly perShot: boolean;
  /** Number of shots of a file with one spectrum for each. */
  readonly shots?: number;
  /** Gives the lines of one image. */
  readonly lines: (key: PulseKey) => SpectrumLines;
}

type NumberField = 'meanEv' | 'fwhmEv' | 'separationEv' | 'spikeEv' | 'stepEv' | 'channels' | 'range' | 'ratio';

/** Fields that only some models have. */
const FIELDS_OF: Readonly<Record<SpectrumKind, readonly (keyof SpectrumSection)[]>> = {
  gauss: ['meanEv', 'fwhmEv', 'channels', 'range'],
  tophat: ['meanEv', 'fwhmEv', 'channels'],
  twoColour: ['meanEv', 'fwhmEv', 'channels', 'range', 'separationEv', 'ratio'],
  sase: ['meanEv', 'fwhmEv', 'range', 'spikeEv', 'stepEv', 'pulseEnergy', 'seed'],
};

/** Fields of the section `beam.spectrum` that all kinds of spectra have. */
const FIELDS_OF_ALL: readonly (keyof SpectrumSection)[] = ['wavelengthFactor', 'widthFactor'];

const isKind = (word: string | undefined): word is SpectrumKind =>
  (SPECTRUM_KINDS as readonly (string | undefined)[]).includes(word);

/** Returns the model that a section names, by `kind` or in place of a file; undefined for a file. */
export const spectrumKind = ({ kind, file }: SpectrumSection): SpectrumKind | undefined =>
  kind ?? (isKind(file) ? file : undefined);

/** Refuses fields that have no effect beside the others of the section. */
function checkFields(section: SpectrumSection, kind: SpectrumKind | undefined): void {
  if (section.kind !== undefined && section.file !== undefined) {
    throw usageError('expected one of beam.spectrum.file and beam.spectrum.kind, found both; remove one of them');
  }
  const own: readonly string[] = [
    ...(kind === undefined
      ? ['file', 'between', ...(section.between === 'linear' ? ['segments'] : [])]
      : ['kind', 'file', ...FIELDS_OF[kind]]),
    ...FIELDS_OF_ALL,
  ];
  const ignored = Object.entries(section).find(([name, value]) => value !== undefined && !own.includes(name));
  if (!ignored) return;
  const what = kind === undefined ? 'a file' : kind;
  throw usageError(
    `beam.spectrum.${ignored[0]} has no effect on a spectrum from ${what}, which has ${own.join(', ')}; remove it`,
  );
}

/**
 * Prepares the spectrum of each image: the lines of a file, or those of a model.
 *
 * @throws BraggsimError (`usage`) for fields that are missing, out of their ranges or without effect, and for a file that
 * was not passed
 */
export function spectrumOf(request: SpectrumRequest): Spectrum {
  const { wavelengthFactor = 1, widthFactor = 1 } = request.spectrum;
  for (const [name, value] of Object.entries({ wavelengthFactor, widthFactor })) {
    checked(spectrumParameters, `beam.spectrum.${name}`, value);
  }
  const given = givenSpectrum(request);
  if (wavelengthFactor === 1 && widthFactor === 1) return given;
  return { ...given, lines: (key) => stretchedLines(given.lines(key), wavelengthFactor, widthFactor) };
}

function givenSpectrum({ spectrum: section, energyEv, file }: SpectrumRequest): Spectrum {
  const kind = spectrumKind(section);
  checkFields(section, kind);
  if (kind === undefined) {
    if (file === undefined) {
      throw usageError(
        section.file === undefined
          ? 'expected a file or a kind in beam.spectrum, found neither; give beam.spectrum.file or beam.spectrum.kind'
          : `beam.spectrum names the file '${section.file}', but its content was not passed`,
      );
    }
    const { perShot, shots } = file;
    if (section.between === 'linear') return bandSpectrum(file);
    return { perShot, ...(perShot && { shots: shots.length }), lines: ({ shot }) => shotOf(file, shot) };
  }
  const given = { ...section, meanEv: section.meanEv ?? energyEv };
  const number = (name: NumberField): number => {
    const value = given[name] ?? (spectrumParameters[`beam.spectrum.${name}`] as { default?: number }).default;
    if (value !== undefined) return checked(spectrumParameters, `beam.spectrum.${name}`, value);
    throw usageError(`a spectrum of kind ${kind} needs beam.spectrum.${name} in eV; add it`);
  };
  const width = { meanEv: number('meanEv'), fwhmEv: number('fwhmEv') };
  if (kind === 'sase') {
    const pulse = {
      ...width,
      ...saseWidths(section, width.fwhmEv, number),
      pulseEnergy: section.pulseEnergy ?? 'fixed',
    };
    checkEnergies(width.meanEv, saseChannels(pulse) * pulse.stepEv);
    checkChannels(2 * saseChannels(pulse) + 1);
    return { perShot: true, lines: ({ seed, shot }) => sasePulse(pulse, { seed: section.seed ?? seed, shot }) };
  }
  const sampling = { channels: number('channels'), range: number('range') };
  const reach = kind === 'tophat' ? width.fwhmEv / 2 : sampling.range * width.fwhmEv;
  if (kind === 'twoColour') {
    const colours = { ...width, separationEv: number('separationEv'), ratio: number('ratio') };
    checkEnergies(width.meanEv, reach + colours.separationEv / 2);
    const lines = twoColourSpectrum(colours, sampling);
    return { perShot: false, lines: () => lines };
  }
  checkEnergies(width.meanEv, reach);
  const lines = kind === 'gauss' ? gaussianSpectrum(width, sampling) : tophatSpectrum(width, sampling);
  return { perShot: false, lines: () => lines };
}

/** Returns the bands of a file: one for all images, or one for each. */
function bandSpectrum(file: SpectrumFile): Spectrum {
  const bands = bandsOf(file);
  const { perShot, shots } = bands;
  return { perShot, ...(perShot && { shots: shots.length }), lines: ({ shot }) => shotOf(bands, shot) };
}

function saseWidths(section: SpectrumSection, fwhmEv: number, number: (name: NumberField) => number) {
  const spikeEv = number('spikeEv');
  const stepEv = section.stepEv === undefined ? spikeEv / 4 : number('stepEv');
  if (!(spikeEv < fwhmEv)) {
    throw usageError(
      `expected beam.spectrum.spikeEv (--spike-ev) below the width of the spectrum, ${fwhmEv} eV, found ${spikeEv}; use a smaller one`,
    );
  }
  if (!(stepEv <= spikeEv / 2)) {
    throw usageError(
      `expected beam.spectrum.stepEv of at most half of spikeEv, ${spikeEv / 2} eV, found ${stepEv}; use a smaller one`,
    );
  }
  return { spikeEv, stepEv, range: number('range') };
}

function checkEnergies(meanEv: number, reach: number): void {
  if (meanEv > reach) return;
  throw usageError(
    `the spectrum reaches from ${meanEv - reach} to ${meanEv + reach} eV; every photon energy must be above 0: use a smaller fwhmEv or range`,
  );
}

function checkChannels(count: number): void {
  if (count <= MAX_CHANNELS) return;
  throw usageError(`the spectrum has ${count} channels; expected at most ${MAX_CHANNELS}: use a larger stepEv`);
}

/** Returns the lines of one image in a file, which are the same for all images of a file without shots. */
function shotOf({ name, perShot, shots }: SpectrumFile, shot: number): SpectrumLines {
  const lines = shots[perShot ? shot : 0];
  if (lines) return lines;
  throw usageError(
    `${name} has ${shots.length} shots, and image ${shot + 1} is asked for; give as many shots as images`,
  );
}
