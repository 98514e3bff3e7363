import type { ShuffleTable } from '@braggsim/core/random';
import { DEFAULT_OFFSET, FULL_SCALE } from './integer-image';
import { pixelPoisson } from './photon';
import { boundsOf, type Region } from './region';
import { serialPoisson } from './serial-poisson';

/** Options of `noiseImage`. */
export interface NoiseImageOptions extends Region {
  /** Seed as users give it; the generator starts from its negative. */
  readonly seed: number;
  /**
   * Shuffle table that other streams of the run have used. A negative seed continues it instead of filling a new one, as
   * in the C program; without a table a negative seed is rejected.
   */
  readonly table?: ShuffleTable | undefined;
  /** `ran1`, drawn in raster order as in the C program (default), or `philox`, keyed by pixel as in the photon stage. */
  readonly generator?: 'ran1' | 'philox' | undefined;
  /** Offset in ADU; 40 by default. */
  readonly offset?: number | undefined;
  /** Array that receives the pixels; a new one by default. */
  readonly into?: Uint16Array | undefined;
}

/** A recorded image with photon noise. */
export interface NoiseImage {
  /** Pixels [slow, fast]; zero outside the region. */
  readonly pixels: Uint16Array;
  /** Sum of all deviates. */
  readonly photons: number;
  /** Number of pixels above full scale. */
  readonly overloads: number;
}

/** Creates the source of photon counts: a function of the index of a pixel and its mean. */
function photonCounts({ generator = 'ran1', seed, table }: NoiseImageOptions): (pixel: number, mean: number) => number {
  if (generator === 'philox') return pixelPoisson({ seed, image: 0, panel: 0 });
  const poisson = serialPoisson(seed, table);
  return (_, mean) => poisson(mean);
}

/**
 * Records an image of expected photons with photon noise, an offset and 16-bit clipping. With the serial generator the
 * result is bit-exact with the C program.
 *
 * @throws BraggsimError (`usage`) for a seed that the generator does not accept, or an array that does not have the size
 * of the shape
 */
export function noiseImage(image: Float32Array | Float64Array, options: NoiseImageOptions): NoiseImage {
  const { fast, slow, stride } = boundsOf(image, options);
  const count = photonCounts(options);
  const offset = options.offset ?? DEFAULT_OFFSET;
  const pixels = options.into ?? new Uint16Array(image.length);
  pixels.fill(0);
  let photons = 0;
  let overloads = 0;
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) {
      const at = s * stride + f;
      const counted = count(at, image[at] as number);
      photons += counted;
      const value = counted + offset;
      if (value > FULL_SCALE) overloads += 1;
      pixels[at] = Math.min(Math.max(value, 0), FULL_SCALE);
    }
  }
  return { pixels, photons, overloads };
}
