import type { ProfileName } from '@braggsim/noise';
import { type FlagGroup, flag } from '../nanobragg/flags/flag';
import { integer, number, seed, text, type ValueSpec, word } from '../nanobragg/values';
import type { NoisifyRun } from './run';

/** A flag whose value goes into one field. */
const into = <K extends keyof NoisifyRun>(names: string, value: ValueSpec, doc: string, field: K) =>
  flag<NoisifyRun>(names, [value], doc, (run, [x]) => {
    run[field] = x as NoisifyRun[K];
  });

const unused = (names: string, value: ValueSpec) =>
  flag<NoisifyRun>(names, [value], 'accepted and not used, as in the C program', () => {});

/** Every flag of noisify, in the order of its help. */
export const NOISIFY_FLAGS: readonly FlagGroup<NoisifyRun>[] = [
  {
    title: 'Input',
    flags: [
      into('-floatfile -floatimage -bin', text('file'), 'float32 image in photons; any *floatimage.bin* too', 'input'),
      into('-header', text('file'), 'SMV image whose size and header the outputs get', 'header'),
      into('-mask', text('file'), 'SMV image: pixels of value 0 read 0', 'mask'),
      flag(
        '-roi',
        [integer({ unit: 'pixels' }), integer(), integer(), integer()],
        'first and last fast, first and last slow pixel, others read 0; negative: the edge',
        (run, [fast0, fast1, slow0, slow1]) => {
          run.roi = [fast0, fast1, slow0, slow1] as [number, number, number, number];
        },
      ),
      flag('-detpixels', [integer({ unit: 'pixels', min: 1 })], 'pixels along both edges', (run, [n]) => {
        run.pixelsFast = run.pixelsSlow = n as number;
      }),
      into('-detpixels_x', integer({ unit: 'pixels', min: 1 }), 'pixels along fast (guessed)', 'pixelsFast'),
      into('-detpixels_y', integer({ unit: 'pixels', min: 1 }), 'pixels along slow (guessed)', 'pixelsSlow'),
      unused('-detsize -detsize_x -detsize_y', number({ unit: 'mm' })),
      into('-scale', number(), 'multiplies the input (1)', 'scale'),
      into('-fluence', number({ unit: 'photons/m^2', min: 0 }), 'so does r_e^2 times this (1)', 'fluence'),
    ],
  },
  {
    title: 'Noise',
    flags: [
      into('-flicker', number({ min: 0 }), 'changes of the source, fraction rms (0)', 'flicker'),
      into(
        '-flicker_mode',
        word('pixel', 'image'),
        'one deviate for each pixel (default), or for the image, which takes -compat corrected',
        'flickerPer',
      ),
      into('-calibration', number({ min: 0 }), 'pattern of the detector, fraction rms (0.03)', 'calibration'),
      into(
        '-readout -readout_noise -readnoise -readnoi',
        number({ unit: 'ADU', min: 0 }),
        'read-out noise rms (0)',
        'readNoise',
      ),
      into('-gain', number({ unit: 'ADU/photon' }), 'recorded units per photon (1)', 'gain'),
      into('-adc', number({ unit: 'ADU' }), 'offset of both outputs (40)', 'offset'),
      flag('-psf', [word('gauss', 'fiber')], 'point-spread function (none)', (run, [name]) => {
        run.profile = name as ProfileName;
      }),
      into(
        '-psf_fwhm -psf_fw -psf_size -psf_si -psf_width -psf_wi',
        number({ unit: 'um', min: 0 }),
        'its width at half maximum (46)',
        'fwhmUm',
      ),
      flag(
        '-psf_radius -psf_rad',
        [number({ unit: 'pixels', min: 0 })],
        'how far it is followed (automatic)',
        (run, [r]) => {
          run.radius = Math.trunc(r as number);
        },
      ),
      into('-overload', number({ unit: 'ADU' }), 'what pixels above the range read (its end)', 'overload'),
      into('-seed', seed(), 'seed of all but the calibration (the time)', 'seed'),
      into('-calib_seed', seed(), 'seed of the calibration pattern', 'calibrationSeed'),
      unused('-badpix_seed', integer()),
      unused('-hotpix_seed', integer()),
      flag('-nonoise', [], 'only the noiseless image', (run) => {
        run.noise = false;
      }),
    ],
  },
  {
    title: 'Header',
    flags: [
      into('-pixel', number({ unit: 'mm', above: 0 }), 'pixel size (0.1)', 'pixelMm'),
      into('-distance', number({ unit: 'mm' }), 'sample to detector (100)', 'distanceMm'),
      into('-Xbeam', number({ unit: 'mm' }), 'direct beam along fast (the middle)', 'beamXMm'),
      into('-Ybeam', number({ unit: 'mm' }), 'direct beam along slow (the middle)', 'beamYMm'),
      into('-lambda', number({ unit: 'A' }), 'wavelength (1)', 'wavelengthA'),
      into('-phi', number({ unit: 'deg' }), 'spindle angle (0)', 'phiDeg'),
      into('-osc', number({ unit: 'deg' }), 'spindle range (1)', 'oscDeg'),
    ],
  },
  {
    title: 'Output',
    flags: [
      into('-intfile -intimage', text('file'), 'noiseless image (intimage.img)', 'int'),
      into('-noisefile -noiseimage', text('file'), 'image with noise (noiseimage.img)', 'noiseFile'),
      into('-pgmfile -pgmimage', text('file'), 'picture (image.pgm)', 'pgm'),
      flag('-nopgm', [], 'no picture', (run) => {
        run.pgm = null;
      }),
      flag('-bits', [word('16', '32')], 'bits of a sample of both images (16)', (run, [bits]) => {
        run.bits = bits === '32' ? 32 : 16;
      }),
      into(
        '-compat',
        word('corrected', 'nanobragg-c'),
        'independent streams, or the C program bit by bit (default)',
        'compat',
      ),
      into(
        '-threads',
        integer({ min: 1, max: 1024 }),
        'worker threads of -compat corrected (as many as pay)',
        'threads',
      ),
      flag('-c-compat', [], 'the same as -compat nanobragg-c', (run) => {
        run.compat = 'nanobragg-c';
      }),
    ],
  },
];
