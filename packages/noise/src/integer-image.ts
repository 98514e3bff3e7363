import { type FloatPixels, FULL_SCALE, pixelLoops } from '@braggsim/core/kernel';
import { boundsOf, eachSpan, type Region } from './region';

export { FULL_SCALE };

/** The largest pixel of an automatically scaled image, before the offset. */
const AUTOMATIC_PEAK = 55000;
/** Default offset of recorded images, ADU. */
export const DEFAULT_OFFSET = 40;

/** Options of `integerImage`. */
export interface IntegerImageOptions extends Region {
  /** Largest rendered value of the image (photons), for the automatic scale. */
  readonly max: number;
  /** Scale in ADU per photon; zero and below mean automatic. */
  readonly scale?: number | undefined;
  /** Offset in ADU; 40 by default. */
  readonly offset?: number | undefined;
  /** Array that receives the pixels; a new one by default. */
  readonly into?: Uint16Array | undefined;
}

/** A scaled, noiseless image. */
export interface IntegerImage {
  /** Pixels [slow, fast]; zero outside the region. */
  readonly pixels: Uint16Array;
  /** Scale in ADU per photon. */
  readonly scale: number;
}

/**
 * Returns the scale of an integer image, ADU per photon: the requested one, or the one that maps the largest pixel to
 * 55000.
 *
 * @param max largest value of the image, photons
 * @param asked requested scale; zero and below mean automatic
 */
export function integerScale(max: number, asked = 0): number {
  if (asked > 0) return asked;
  return max > 0 ? AUTOMATIC_PEAK / max : 1;
}

/**
 * Makes a noiseless 16-bit image: floor(value scale + offset + 1/2), clamped; NaN becomes 0.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function integerImage(image: FloatPixels, options: IntegerImageOptions): IntegerImage {
  const bounds = boundsOf(image, options);
  const scale = integerScale(options.max, options.scale);
  const offset = options.offset ?? DEFAULT_OFFSET;
  const pixels = options.into?.fill(0) ?? new Uint16Array(image.length);
  eachSpan(bounds, ...bounds.slow, (from, to) => {
    pixelLoops.words(image.subarray(from, to), scale, offset, pixels.subarray(from, to));
  });
  return { pixels, scale };
}
