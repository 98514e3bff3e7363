import { type StageRequest, usageError } from '@braggsim/core';

const GROUP = 'Effects, in the order in which they act';

const rms = (flag: string, doc: string, unit?: string) =>
  ({ type: 'number', min: 0, default: 0, flag, doc, group: GROUP, ...(unit && { unit }) }) as const;

/** The effects of a readout as flags. */
export const effectOptions = {
  flicker: rms('--flicker', 'relative rms variation of the source from image to image'),
  calibration: rms('--calibration', 'relative rms of the calibration pattern of the detector'),
  detectorSeed: {
    type: 'integer',
    min: 0,
    flag: '--detector-seed',
    doc: 'seed that identifies the detector and its pattern',
    group: GROUP,
  },
  noPhotons: { type: 'boolean', flag: '--no-photon-noise', doc: 'omit the counting noise', group: GROUP },
  psf: { type: 'enum', options: ['gauss', 'fiber'], flag: '--psf', doc: 'point-spread function', group: GROUP },
  fwhm: {
    type: 'number',
    unit: 'µm',
    min: 0,
    default: 46,
    flag: '--psf-fwhm',
    doc: 'full width at half maximum of the point-spread function',
    group: GROUP,
  },
  sharing: rms('--charge-sharing', 'radius of the charge cloud', 'µm'),
  pixel: {
    type: 'number',
    unit: 'µm',
    min: 0,
    exclusiveMin: true,
    flag: '--pixel',
    doc: 'pixel size; by default that in the file of the image, or else 100',
    group: GROUP,
  },
  gain: {
    type: 'number',
    unit: 'ADU/photon',
    min: 0,
    exclusiveMin: true,
    default: 1,
    flag: '--gain',
    doc: 'recorded units per photon',
    group: GROUP,
  },
  readNoise: rms('--read-noise', 'read-out noise', 'ADU'),
  type: {
    type: 'enum',
    options: ['u16', 'i32', 'f32'],
    default: 'u16',
    flag: '--type',
    doc: 'type of the samples of the output; f32 is not rounded',
    group: GROUP,
  },
  offset: { type: 'number', unit: 'ADU', default: 40, flag: '--offset', doc: 'added to every pixel', group: GROUP },
  maximum: { type: 'number', unit: 'ADU', flag: '--maximum', doc: 'value of all brighter pixels', group: GROUP },
} as const;

export type GivenEffects = { readonly [K in keyof typeof effectOptions]?: unknown };

/** Flags that modify an effect, and the flags that enable that effect. */
const BELONGS_TO: Readonly<Partial<Record<keyof GivenEffects, readonly (keyof GivenEffects)[]>>> = {
  detectorSeed: ['calibration'],
  fwhm: ['psf'],
  pixel: ['psf', 'sharing'],
};

const flagsOf = (names: readonly (keyof GivenEffects)[]): string[] => names.map((name) => effectOptions[name].flag);

/**
 * Returns the readout for the given flags.
 *
 * @throws BraggsimError (`usage`) for a flag that needs another one, which is missing
 */
export function chainOf(given: GivenEffects): StageRequest[] {
  for (const [name, effects] of Object.entries(BELONGS_TO) as [keyof GivenEffects, readonly (keyof GivenEffects)[]][]) {
    if (given[name] === undefined || effects.some((effect) => given[effect])) continue;
    throw usageError(`${effectOptions[name].flag} has no effect without ${flagsOf(effects).join(' or ')}`);
  }
  const stage = (kind: string, wanted: unknown, params: Readonly<Record<string, unknown>>): StageRequest[] =>
    wanted ? [{ kind, ...Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) }] : [];
  const { psf, fwhm, sharing, pixel, detectorSeed, gain, type, offset, maximum } = given;
  return [
    ...stage('flicker', given.flicker, { rms: given.flicker }),
    ...stage('calibration', given.calibration, { rms: given.calibration, detectorSeed }),
    ...stage('photon', !given.noPhotons, {}),
    ...stage('pointSpread', psf, { profile: psf, fwhmUm: fwhm, pixelUm: pixel }),
    ...stage('chargeSharing', sharing, { sigmaUm: sharing, pixelUm: pixel }),
    ...stage('gain', gain, { gain }),
    ...stage('readNoise', given.readNoise, { rms: given.readNoise }),
    ...stage('digitize', true, { type, offset, maximum }),
  ];
}

/** Checks that no effects are given together with a chain. @throws BraggsimError (`usage`) naming them */
export function checkNoEffects(given: GivenEffects): void {
  const names = Object.keys(effectOptions) as (keyof GivenEffects)[];
  const flags = flagsOf(names.filter((name) => given[name] !== undefined));
  if (flags.length > 0)
    throw usageError(`--chain takes all effects from its file: ${flags.join(', ')} would have no effect`);
}
