import { gaussianDeviates, poissonDeviates, ran1, type ShuffleTable, shuffleTable } from '@braggsim/core/random';
import { FULL_SCALE } from './integer-image';
import { type ProfileName, profileOf } from './point-spread/profile';
import { type SerialSpread, serialSpread } from './point-spread/serial';

const f32 = Math.fround;

/** Largest values of the two kinds of samples. */
export const LARGEST_SAMPLE = { 16: FULL_SCALE, 32: 2 ** 31 - 1 } as const;

export interface SerialReadout {
  /** [slow, fast] */
  readonly shape: readonly [number, number];
  /** Multiplies the image, to photons. */
  readonly scale: number;
  /** Fractions, root mean square; 0 draws nothing. */
  readonly flicker: number;
  readonly calibration: number;
  /** Root mean square, ADU. */
  readonly readNoise: number;
  /** ADU per photon. */
  readonly gain: number;
  /** ADU */
  readonly offset: number;
  /** FWHM in pixels, and radius in pixels or 0. */
  readonly spread?: { readonly profile: ProfileName; readonly fwhm: number; readonly radius: number } | undefined;
  /** As users type it. */
  readonly seed: number;
  /** As users type it. Without one the pattern follows `seed`, which is what noisify's default comes to. */
  readonly calibrationSeed?: number | undefined;
  readonly bits: 16 | 32;
}

/** Default of the calibration stream in noisify: positive, so it continues the table of the stream before it. */
const CONTINUING = 123456789;

export interface SerialCounts {
  readonly values: Float64Array;
  readonly photons: number;
  /** Photons before the point spread, and what that lost and added back. */
  readonly before: { readonly photons: number; readonly lost: number } | undefined;
  readonly overloads: number;
}

/** Photons of an image, float32. */
export const serialPhotons = (image: Float32Array, scale: number): Float32Array => image.map((value) => scale * value);

/** Point spread on photons, where one is asked for. */
export function serialPointSpread(photons: Float32Array, { shape, spread }: SerialReadout): SerialSpread | undefined {
  return spread && serialSpread(photons, shape, profileOf(spread.profile, spread.fwhm), spread.radius);
}

/** Noiseless image of photons. The ceiling of 65535 holds for 32 bits too. */
export const serialNoiseless = (photons: Float32Array, { gain, offset }: SerialReadout): Float64Array =>
  new Float64Array(photons).map((photon) => Math.trunc(Math.min(Math.max(photon * gain + offset, 0), FULL_SCALE)));

/**
 * Everything between photons and counts as noisify does it, bit-exact. Its three streams
 * share one shuffle table and one spare Gaussian deviate, so flicker, calibration and photons are drawn pixel by pixel.
 *
 * @param photons expected, from `serialPhotons`
 */
export function serialReadout(
  photons: Float32Array,
  options: SerialReadout,
  table: ShuffleTable = shuffleTable(),
): SerialCounts {
  const { flicker, calibration, readNoise, gain, offset, seed, calibrationSeed, bits } = options;
  const main = ran1(-seed, table);
  const fixed = ran1(calibrationSeed === undefined ? CONTINUING : -calibrationSeed, table);
  const gaussian = gaussianDeviates(main);
  const poisson = poissonDeviates(main, gaussian);
  let counted = 0;
  const counts = new Float32Array(photons.length);
  for (let i = 0; i < photons.length; i++) {
    let mean = photons[i] as number;
    if (flicker > 0) mean *= 1 + flicker * gaussian();
    if (calibration > 0) mean *= 1 + calibration * gaussian(fixed);
    counts[i] = poisson(f32(mean));
    counted += counts[i] as number;
  }
  const spread = serialPointSpread(counts, options);
  const signal = spread?.pixels ?? counts;
  const values = new Float64Array(photons.length);
  const largest = LARGEST_SAMPLE[bits];
  let overloads = 0;
  for (let i = 0; i < signal.length; i++) {
    let value = (signal[i] as number) * gain + offset;
    if (readNoise > 0) value += readNoise * gaussian();
    if (value > largest) overloads += 1;
    values[i] = Math.trunc(Math.min(Math.max(value, 0), largest));
  }
  const sum = signal.reduce((total, value) => total + value, 0);
  return { values, photons: sum, before: spread && { photons: counted, lost: spread.lost }, overloads };
}
