import { DEFAULT_FLUENCE } from '@braggsim/core';
import type { ProfileName } from '@braggsim/noise';

/** The values of a command line of noisify, in the units of its flags. */
export interface NoisifyRun {
  compat: 'corrected' | 'nanobragg-c';
  input: string;
  /** SMV file whose header the outputs get. */
  header?: string;
  pixelsFast?: number;
  pixelsSlow?: number;
  pixelMm: number;
  distanceMm: number;
  /** Direct beam along fast and slow (mm); the centre when absent. */
  beamXMm?: number;
  beamYMm?: number;
  wavelengthA: number;
  phiDeg: number;
  oscDeg: number;
  scale: number;
  /** Photons per m^2; times r_e^2 it multiplies the input. */
  fluence: number;
  gain: number;
  offset: number;
  readNoise: number;
  flicker: number;
  flickerPer: 'pixel' | 'image';
  calibration: number;
  profile?: ProfileName;
  fwhmUm: number;
  radius: number;
  seed?: number;
  calibrationSeed?: number;
  bits: 16 | 32;
  /** Number of threads; chosen by workload when absent. */
  threads?: number;
  /** SMV image; pixels that are 0 in it are 0 in the outputs. */
  mask?: string;
  /** First and last fast, first and last slow pixel, inclusive; other pixels are 0. */
  roi?: readonly [number, number, number, number];
  /** Value of pixels above the range of the samples. */
  overload?: number;
  /** Whether noise is added; otherwise the run ends after the noiseless image. */
  noise: boolean;
  int: string;
  noiseFile: string;
  pgm: string | null;
}

/** Returns the values of a command line without flags. Calibration errors are on, as in the C program. */
export const newRun = (): NoisifyRun => ({
  compat: 'nanobragg-c',
  input: '',
  pixelMm: 0.1,
  distanceMm: 100,
  wavelengthA: 1,
  phiDeg: 0,
  oscDeg: 1,
  scale: 1,
  fluence: DEFAULT_FLUENCE,
  gain: 1,
  offset: 40,
  readNoise: 0,
  flicker: 0,
  flickerPer: 'pixel',
  calibration: 0.03,
  fwhmUm: 46,
  radius: 0,
  bits: 16,
  noise: true,
  int: 'intimage.img',
  noiseFile: 'noiseimage.img',
  pgm: 'image.pgm',
});
