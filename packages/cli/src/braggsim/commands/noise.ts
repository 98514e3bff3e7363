import { type Pixels, type StageRequest, usageError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { readoutThreads } from '@braggsim/noise/node';
import ndarray from 'ndarray';
import { openOutputs } from '../../files';
import { command } from '../command';
import { converted, metadataOf } from '../convert-image';
import { readExperimentFile } from '../experiment-file';
import { threads } from '../parameters';
import { FRAME_OPTION, readImage } from '../read-image';
import { digitizing, prepareReadout } from '../readout';

const GROUP = 'Effects, in the order in which they act';

const rms = (flag: string, doc: string, unit?: string) =>
  ({ type: 'number', min: 0, default: 0, flag, doc, group: GROUP, ...(unit && { unit }) }) as const;

const options = {
  shape: {
    type: 'numbers',
    count: 2,
    flag: '--shape',
    value: 'slow,fast',
    doc: 'rows and columns of raw float images',
  },
  frame: FRAME_OPTION,
  output: {
    type: 'text',
    flag: '--out',
    short: '-o',
    value: 'file',
    doc: 'image to write; its extension names the format',
  },
  seed: {
    type: 'integer',
    min: 0,
    max: 2 ** 31 - 2,
    flag: '--seed',
    doc: 'of the random numbers; that of --chain, or else the time, when absent',
  },
  image: {
    type: 'integer',
    min: 0,
    flag: '--image',
    doc: 'number of the image in its series, from 0: draws differ from image to image; that of --frame when absent',
  },
  threads,
  chain: {
    type: 'text',
    flag: '--chain',
    value: 'file',
    doc: 'experiment file whose readout is applied, in place of the effects below',
  },
  flicker: rms('--flicker', 'changes of the source from image to image, fraction rms'),
  calibration: rms('--calibration', 'pattern of the detector, fraction rms'),
  detectorSeed: {
    type: 'integer',
    min: 0,
    flag: '--detector-seed',
    doc: 'names the detector and its pattern',
    group: GROUP,
  },
  noPhotons: { type: 'boolean', flag: '--no-photon-noise', doc: 'no counting noise', group: GROUP },
  psf: { type: 'choice', options: ['gauss', 'fiber'], flag: '--psf', doc: 'point-spread function', group: GROUP },
  fwhm: {
    type: 'number',
    unit: 'µm',
    min: 0,
    default: 46,
    flag: '--psf-fwhm',
    doc: 'its width at half maximum',
    group: GROUP,
  },
  sharing: rms('--charge-sharing', 'radius of the charge cloud', 'µm'),
  pixel: {
    type: 'number',
    unit: 'µm',
    min: 0,
    open: true,
    default: 100,
    flag: '--pixel',
    doc: 'pixel size',
    group: GROUP,
  },
  gain: {
    type: 'number',
    unit: 'ADU/photon',
    min: 0,
    open: true,
    default: 1,
    flag: '--gain',
    doc: 'recorded per photon',
    group: GROUP,
  },
  readNoise: rms('--read-noise', 'read-out noise', 'ADU'),
  type: {
    type: 'choice',
    options: ['u16', 'i32', 'f32'],
    default: 'u16',
    flag: '--type',
    doc: 'samples of the output; f32 is not rounded',
    group: GROUP,
  },
  offset: { type: 'number', unit: 'ADU', default: 40, flag: '--offset', doc: 'added to every pixel', group: GROUP },
  maximum: { type: 'number', unit: 'ADU', flag: '--maximum', doc: 'brighter pixels read this', group: GROUP },
} as const;

type Given = { readonly [K in keyof typeof options]?: unknown };

/** The readout that the flags ask for. */
function chainOf(given: Given): StageRequest[] {
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

/** @throws BraggsimError (`usage`) for effects that a chain would take the place of */
function checkNoEffects(given: Given): void {
  const flags = Object.entries(options).flatMap(([name, option]) => {
    const value = given[name as keyof Given];
    const isGiven = value !== undefined && value !== ('default' in option ? option.default : undefined);
    return 'group' in option && option.group === GROUP && isGiven ? [option.flag] : [];
  });
  if (flags.length > 0) throw usageError(`--chain has all effects in its file: ${flags.join(', ')} would not count`);
}

/** Detector noise on an image that was computed before. */
export const noise = command({
  name: 'noise',
  summary: 'add noise and detector effects to an image of expected photons',
  positionals: '<image>',
  arity: [1, 1],
  options,
  description: 'The image holds expected photons: a float image, or an SMV image whose counts are taken as such.',
  examples: [
    'braggsim noise floatimage.bin --shape 1024,1024 --calibration 0.01 --read-noise 2 --seed 1 -o noisy.img',
    'braggsim noise photons.npy --chain jungfrau.yaml -o recorded.tif',
  ],
  async run({ positionals: [path = ''], options: given }, terminal) {
    const { output, chain: file } = given;
    if (output === undefined) throw usageError('braggsim noise needs a name for its output: -o noisy.img');
    const codec = await codecFor(output);
    if (!codec.encode) throw usageError(`${codec.id} images can be read only; choose another format than '${output}'`);
    const shape = given.shape as readonly [number, number] | undefined;
    const input = await readImage(path, shape, given.frame);
    if (file !== undefined) checkNoEffects(given);
    const described = file === undefined ? undefined : await readExperimentFile(file);
    const chain = described ? (described.readout ?? []) : chainOf(given);
    const seed = given.seed ?? described?.seed ?? Math.floor(Date.now() / 1000);
    const [pixelsSlow, pixelsFast] = input.shape;
    const decoded = { panels: [ndarray(input.pixels, [...input.shape])], header: {} };
    const index = (given.frame ?? 1) - 1;
    const metadata = metadataOf(input.facts, decoded, index);
    const plate = { pixelsSlow, pixelsFast, roi: [0, pixelsFast - 1, 0, pixelsSlow - 1] as const };
    const files = openOutputs([output]);
    const workers = readoutThreads(given.threads);
    try {
      const readout = await prepareReadout(chain, [plate], seed, workers);
      const { values } = await readout.record([input.pixels], given.image ?? index, terminal.signal);
      const [pixels] = values as readonly [Pixels];
      const samples = digitizing(chain) ? pixels : Float32Array.from(pixels);
      const recorded = { panels: [ndarray(samples, [...input.shape])], header: {} };
      const { image, changed } = converted(recorded, metadata, codec);
      files.write(output, codec.encode(image, {}));
      files.commit();
      if (changed > 0)
        terminal.err(`braggsim: warning: ${changed} pixels were clipped or rounded to what ${codec.id} holds\n`);
      terminal.out(`${output}: ${chain.map(({ kind }) => kind).join(', ')}; seed ${seed}\n`);
    } finally {
      files.discard();
      await workers.close();
    }
  },
});
