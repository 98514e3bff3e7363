import { boundsOf, type Region } from './region';

/** Largest value of an unsigned 16-bit image. */
export const FULL_SCALE = 65535;
/** The largest pixel of an automatically scaled image, before the offset. */
const AUTOMATIC_PEAK = 55000;
/** Offset of recorded images when none is asked for, ADU. */
export const DEFAULT_OFFSET = 40;

export interface IntegerImageOptions extends Region {
  /** Largest rendered value of the image (photons), for the automatic scale. */
  readonly max: number;
  /** ADU per photon; zero and below mean automatic. */
  readonly scale?: number | undefined;
  /** ADU; 40 by default. */
  readonly offset?: number | undefined;
  readonly into?: Uint16Array | undefined;
}

export interface IntegerImage {
  /** [slow, fast]; zero outside the region. */
  readonly pixels: Uint16Array;
  /** The scale in force. */
  readonly scale: number;
}

/** The scale that was asked for, or the one that takes the largest pixel to 55000. */
export function integerScale(max: number, asked = 0): number {
  if (asked > 0) return asked;
  return max > 0 ? AUTOMATIC_PEAK / max : 1;
}

/** Scaled, noiseless 16-bit image: floor(value scale + offset + 1/2), clamped. NaN becomes 0. */
export function integerImage(image: Float32Array | Float64Array, options: IntegerImageOptions): IntegerImage {
  const { fast, slow, stride } = boundsOf(image, options);
  const scale = integerScale(options.max, options.scale);
  const offset = options.offset ?? DEFAULT_OFFSET;
  const pixels = options.into?.fill(0) ?? new Uint16Array(image.length);
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) {
      const at = s * stride + f;
      const value = Math.min(Math.max((image[at] as number) * scale + offset, 0), FULL_SCALE);
      pixels[at] = Math.floor(Math.fround(value + 0.5));
    }
  }
  return { pixels, scale };
}
