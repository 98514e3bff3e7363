import type { Pixels } from './pixels';

/**
 * Why pixels of a panel do not count, [slow, fast]: the bits of `pixel_mask` of NeXus, any of which may be set together; 0
 * for a pixel that counts.
 */
export type PixelMask = Uint32Array;

/**
 * Reasons to mask a pixel, as bits of a `PixelMask`. Overloads are none of them: they are told by the largest value that
 * can be trusted. Source: NeXus base class NXdetector, `pixel_mask`.
 */
export const MASK_BITS = {
  /** The place has no pixel. */
  gap: 2 ** 0,
  dead: 2 ** 1,
  underResponding: 2 ** 2,
  overResponding: 2 ** 3,
  /** The pixel counts without light; also called hot. */
  noisy: 2 ** 4,
  /** Part of a cluster of problematic pixels. */
  cluster: 2 ** 6,
  /** Masked by a person, such as around a beam stop. */
  userDefined: 2 ** 8,
  /** Not of NeXus: the value is below the range that can be trusted. */
  untrusted: 2 ** 9,
  /** A corner pixel with an interpolated value. */
  virtual: 2 ** 31,
} as const;

/** Why a pixel is masked. */
export type MaskReason = keyof typeof MASK_BITS;

/** Values by which a format marks pixels that do not count. */
export interface MaskingValues {
  /** The value of a pixel that does not exist, such as -1 in CBF. */
  readonly gap?: number;
  /** The value of a pixel that exists and does not count for any other reason, such as -2 in CBF. */
  readonly bad?: number;
  /** Values below this one are not to be trusted. */
  readonly below?: number;
}

/**
 * Returns the mask that the values of a panel tell: `gap`, `dead` and `untrusted`. NaN is masked as dead.
 *
 * @returns undefined where every pixel counts
 */
export function maskOfValues(
  pixels: Pixels,
  { gap, bad, below = Number.NEGATIVE_INFINITY }: MaskingValues,
): PixelMask | undefined {
  let mask: PixelMask | undefined;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    const bits =
      value === gap
        ? MASK_BITS.gap
        : value === bad || Number.isNaN(value)
          ? MASK_BITS.dead
          : value < below
            ? MASK_BITS.untrusted
            : 0;
    if (bits === 0) continue;
    mask ??= new Uint32Array(pixels.length);
    mask[i] = bits;
  }
  return mask;
}

/**
 * Returns all reasons of several masks of the same panel.
 *
 * @returns one mask as it is, without a copy; undefined where there is none
 * @throws RangeError when the masks are not of one size
 */
export function combinedMask(...masks: readonly (PixelMask | undefined)[]): PixelMask | undefined {
  const [first, ...others] = masks.filter((mask) => mask !== undefined);
  if (!first || others.length === 0) return first;
  const combined = first.slice();
  for (const other of others) {
    if (other.length !== combined.length) {
      throw new RangeError(`masks of ${combined.length} and ${other.length} pixels are not of one panel`);
    }
    for (let i = 0; i < other.length; i++) combined[i] = (combined[i] as number) | (other[i] as number);
  }
  return combined;
}

/** Counts how many pixels of a mask do not count. */
export function countMasked(mask: PixelMask | undefined): number {
  let count = 0;
  if (mask) for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) count++;
  return count;
}
