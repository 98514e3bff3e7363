import { boundsWithin, type PixelBounds } from '@braggsim/core/kernel';

/** The part of a panel whose pixels the images of a shot hold, row by row: all of it, or what is stored of it. */
export interface HeldPixels {
  /** Along each axis the first pixel, and the one after the last. */
  readonly held: PixelBounds;
}

interface PixelCounts {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** Returns the bounds of a whole panel. */
export const wholePanel = (panel: PixelCounts): PixelBounds => boundsWithin(undefined, panel);

/** Returns the number of columns within bounds. */
export const widthOf = ({ fast }: PixelBounds): number => fast[1] - fast[0];

/** Returns the number of pixels within bounds. */
export const sizeOf = (bounds: PixelBounds): number => widthOf(bounds) * (bounds.slow[1] - bounds.slow[0]);

/** Returns the index of a pixel of the panel among those that are held. */
export const indexIn = ({ fast, slow }: PixelBounds, atFast: number, atSlow: number): number =>
  (atSlow - slow[0]) * (fast[1] - fast[0]) + atFast - fast[0];

/** Array types of images. */
type Image = Float32Array | Uint8Array;

/**
 * Copies the held pixels of images of a panel that lie one behind the other, [plane, slow, fast]; returns whole ones as they are.
 *
 * @param into receives the pixels where it has room for them all and no others
 */
export function cropped<T extends Image>(planes: T, panel: PixelCounts, held: PixelBounds, into?: T): T {
  const { pixelsFast, pixelsSlow } = panel;
  const [size, ofPanel] = [sizeOf(held), pixelsFast * pixelsSlow];
  if (size === ofPanel) return planes;
  const { fast, slow } = held;
  const count = planes.length / ofPanel;
  const crop =
    into?.length === count * size ? into : new (planes.constructor as new (length: number) => T)(count * size);
  for (let plane = 0, at = 0; plane < count; plane++) {
    for (let row = slow[0]; row < slow[1]; row++, at += fast[1] - fast[0]) {
      const start = plane * ofPanel + row * pixelsFast;
      crop.set(planes.subarray(start + fast[0], start + fast[1]), at);
    }
  }
  return crop;
}
