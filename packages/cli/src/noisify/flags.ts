import type { ProfileName } from '@braggsim/noise';
import { type FlagGroup, flag } from '../nanobragg/flags/flag';
import { integer, number, seed, text, type ValueSpec, word } from '../nanobragg/values';
import type { NoisifyRun } from './run';

/** Declares a flag whose value is assigned to one field. */
const into = <K extends keyof NoisifyRun>(names: string, value: ValueSpec, doc: string, field: K) =>
  flag<NoisifyRun>(names, [value], doc, (run, [x]) => {
    run[field] = x as NoisifyRun[K];
  });

const unused = (names: string, value: ValueSpec) =>
  flag<NoisifyRun>(names, [value], 'accepted and not used, as in the C program', () => {});

/** All flags of noisify, in the order of its help. */
export const NOISIFY_FLAGS: readonly FlagGroup<NoisifyRun>[] = [
  {
    title: 'Input',
    flags: [
      into('-floatfile -floatimage -bin', text('file'), 'float32 image in photons; any *floatimage.bin* too', 'input'),
      into('-header', text('file'), 'SMV image whose size and header the outputs get', 'header'),
      into('-mask', text('file'), 'SMV image: pixels that are 0 in it are 0 in the outputs', 'mask'),
      flag(
        '-roi',
        [integer({ unit: 'pixels' }), integer(), integer(), integer()],
        'first and last fast, first and last slow pixel, others are 0; negative: the edge',
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
      into('-scale', number(), 'multiplier of the input (1)', 'scale'),
      into(
        '-fluence',
        number({ unit: 'photons/m^2', min: 0 }),
        'fluence; r_e^2 times the fluence also multiplies the input (1)',
        'fluence',
      ),
    ],
  },
  {
    title: 'Noise',
    flags: [
      into('-flicker', number({ min: 0 }), 'relative rms variation of the source (0)', 'flicker'),
      into(
        '-flicker_mode',
        word('pixel', 'image'),
        'one random deviate for each pixel (default), or for the image, which needs -compat corrected',
        'flickerPer',
      ),
      into(
        '-calibration',
        number({ min: 0 }),
        'relative rms of the calibration pattern of the detector (0.03)',
        'calibration',
      ),
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
        'full width at half maximum of the point-spread function (46)',
        'fwhmUm',
      ),
      flag(
        '-psf_radius -psf_rad',
        [number({ unit: 'pixels', min: 0 })],
        'radius of the point-spread function in pixels (automatic)',
        (run, [r]) => {
          run.radius = Math.trunc(r as number);
        },
      ),
      into(
        '-overload',
        number({ unit: 'ADU' }),
        'value of pixels above the range (the upper end of the range)',
        'overload',
      ),
      into('-seed', seed(), 'seed of all but the calibration (the time)', 'seed'),
      into('-calib_seed', seed(), 'seed of the calibration pattern', 'calibrationSeed'),
      unused('-badpix_seed', integer()),
      unused('-hotpix_seed', integer()),
      flag('-nonoise', [], 'write only the noiseless image', (run) => {
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
      flag('-nopgm', [], 'write no picture', (run) => {
        run.pgm = null;
      }),
      flag('-bits', [word('16', '32')], 'bits per sample of both images (16)', (run, [bits]) => {
        run.bits = bits === '32' ? 32 : 16;
      }),
      into(
        '-compat',
        word('corrected', 'nanobragg-c'),
        'independent random streams, or the C program bit for bit (default)',
        'compat',
      ),
      into(
        '-threads',
        integer({ min: 1, max: 1024 }),
        'worker threads of -compat corrected (chosen by workload)',
        'threads',
      ),
      flag('-c-compat', [], 'the same as -compat nanobragg-c', (run) => {
        run.compat = 'nanobragg-c';
      }),
    ],
  },
];
