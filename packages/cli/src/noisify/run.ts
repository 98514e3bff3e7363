import { DEFAULT_FLUENCE } from '@braggsim/core';
import type { ProfileName } from '@braggsim/noise';

/** What a command line of noisify asks for, in the units of its flags. */
export interface NoisifyRun {
  compat: 'corrected' | 'nanobragg-c';
  input: string;
  /** SMV file whose header the outputs get. */
  header?: string;
  pixelsFast?: number;
  pixelsSlow?: number;
  pixelMm: number;
  distanceMm: number;
  /** Direct beam along fast and slow; the middle when absent. */
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
  /** As many as pay when absent. */
  threads?: number;
  /** SMV image, 0 where pixels read nothing. */
  mask?: string;
  /** First and last fast, first and last slow pixel, inclusive; others read nothing. */
  roi?: readonly [number, number, number, number];
  /** What pixels above the range of the samples read. */
  overload?: number;
  /** Without noise the run ends after the noiseless image. */
  noise: boolean;
  int: string;
  noiseFile: string;
  pgm: string | null;
}

/** What a bare command line asks for. Calibration errors are on, as in the C program. */
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
