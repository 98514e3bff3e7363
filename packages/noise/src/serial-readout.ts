import { gaussianDeviates, poissonDeviates, ran1, type ShuffleTable, shuffleTable } from '@braggsim/core/random';
import { FULL_SCALE } from './integer-image';
import { type ProfileName, profileOf } from './point-spread/profile';
import { type SerialSpread, serialSpread } from './point-spread/serial';

const f32 = Math.fround;

/** Largest sample by the number of bits; those of 32 bits are signed. */
export const LARGEST_SAMPLE = { 16: FULL_SCALE, 32: 2 ** 31 - 1 } as const;

/** Options of the recording of an image as in noisify. */
export interface SerialReadout {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** Photons per unit of the image. */
  readonly scale: number;
  /** Fluctuation of each pixel, fraction of its signal, root mean square; 0 draws no numbers. */
  readonly flicker: number;
  /** Calibration error, fraction of the signal, root mean square; 0 draws no numbers. */
  readonly calibration: number;
  /** Root mean square of the read-out noise, ADU. */
  readonly readNoise: number;
  /** Gain in ADU per photon. */
  readonly gain: number;
  /** Offset in ADU, added to every pixel. */
  readonly offset: number;
  /** Point spread: profile, full width at half maximum in pixels, and radius in pixels, 0 for an automatic one. */
  readonly spread?: { readonly profile: ProfileName; readonly fwhm: number; readonly radius: number } | undefined;
  /** Seed as users give it. */
  readonly seed: number;
  /** Seed of the calibration pattern as users give it. Without it the pattern follows `seed`, as with noisify's default. */
  readonly calibrationSeed?: number | undefined;
  /** Bits of a sample. */
  readonly bits: 16 | 32;
}

/** Default seed of the calibration stream in noisify. It is positive, so the stream continues the table of the stream before it. */
const CONTINUING = 123456789;

/** The recorded image. */
export interface SerialCounts {
  /** Recorded integers [slow, fast]. */
  readonly values: Float64Array;
  /** Sum of all photons. */
  readonly photons: number;
  /** Photons before the point spread, and the photons that it lost and added back. */
  readonly before: { readonly photons: number; readonly lost: number } | undefined;
  /** Number of pixels above the largest sample. */
  readonly overloads: number;
}

/** Converts an image to photons, in float32. */
export const serialPhotons = (image: Float32Array, scale: number): Float32Array => image.map((value) => scale * value);

/** Applies the point spread to photons, if there is one. */
export function serialPointSpread(photons: Float32Array, { shape, spread }: SerialReadout): SerialSpread | undefined {
  return spread && serialSpread(photons, shape, profileOf(spread.profile, spread.fwhm), spread.radius);
}

/** Makes the noiseless image of photons. Values are clamped to 65535 for samples of 32 bits too. */
export const serialNoiseless = (photons: Float32Array, { gain, offset }: SerialReadout): Float64Array =>
  new Float64Array(photons).map((photon) => Math.trunc(Math.min(Math.max(photon * gain + offset, 0), FULL_SCALE)));

/**
 * Records an image as noisify does, bit-exact. Its three random streams share one shuffle table and one kept Gaussian
 * deviate, so flicker, calibration and photons are drawn pixel by pixel.
 *
 * @param photons expected photons [slow, fast], from `serialPhotons`
 * @param table shuffle table of the streams; a new one by default
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
