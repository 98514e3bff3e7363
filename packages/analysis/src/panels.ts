/** The pixels of one panel of an image. */
export interface PanelImage {
  readonly pixels: ArrayLike<number>;
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** Mask of the pixels; those other than 0 are ignored. No pixel is ignored when absent. */
  readonly mask?: ArrayLike<number>;
}

/** The position of a pixel in an image of one or more panels. */
export interface PixelPlace {
  readonly panel: number;
  readonly fast: number;
  readonly slow: number;
}

/**
 * Concatenates the pixels of all panels; those of a single panel are returned without a copy.
 *
 * @throws RangeError when the number of pixels of a panel is not that of its shape
 */
export function joinedPixels(panels: readonly PanelImage[]): ArrayLike<number> {
  for (const { pixels, shape } of panels) {
    const [slow, fast] = shape;
    if (pixels.length !== slow * fast)
      throw new RangeError(`expected ${slow} x ${fast} pixels, found ${pixels.length}`);
  }
  const [first] = panels;
  if (first && panels.length === 1) return first.pixels;
  const joined = new Float64Array(panels.reduce((sum, { pixels }) => sum + pixels.length, 0));
  let at = 0;
  for (const { pixels } of panels) {
    joined.set(pixels, at);
    at += pixels.length;
  }
  return joined;
}

/** Returns the pixels of a panel with NaN for masked ones; the same array where no pixel is masked. */
export function countedPixels({ pixels, mask }: PanelImage): ArrayLike<number> {
  if (!mask) return pixels;
  const counted = Float64Array.from(pixels);
  for (let i = 0; i < counted.length; i++) if (mask[i] !== 0) counted[i] = Number.NaN;
  return counted;
}

/**
 * Returns the panels of an image with the masks of another image of the same panels added to their own.
 *
 * @throws RangeError for a mask whose size differs from that of its panel
 */
export const maskedAlike = (panels: readonly PanelImage[], others: readonly PanelImage[]): PanelImage[] =>
  panels.map(({ pixels, shape, mask }, p) => {
    const other = others[p]?.mask;
    for (const one of [mask, other]) {
      if (one && one.length !== pixels.length) {
        throw new RangeError(`a mask of ${one.length} pixels does not match a panel of ${pixels.length}`);
      }
    }
    if (!mask && !other) return { pixels, shape };
    const both = Uint8Array.from(pixels, (_, i) => ((mask?.[i] ?? 0) !== 0 || (other?.[i] ?? 0) !== 0 ? 1 : 0));
    return { pixels, shape, mask: both };
  });

/** Returns the masks of all panels, one panel after the other; undefined where no pixel is masked. */
export function joinedMask(panels: readonly PanelImage[]): ArrayLike<number> | undefined {
  if (panels.every(({ mask }) => !mask)) return undefined;
  return joinedPixels(
    panels.map(({ pixels, shape, mask }) => ({ pixels: mask ?? new Uint8Array(pixels.length), shape })),
  );
}

/** Converts an index into `joinedPixels` to the position of the pixel; all fields are -1 if there is no such pixel. */
export function pixelPlace(at: number, panels: readonly PanelImage[]): PixelPlace {
  let rest = at;
  for (const [panel, { pixels, shape }] of panels.entries()) {
    if (rest >= 0 && rest < pixels.length) return { panel, fast: rest % shape[1], slow: Math.floor(rest / shape[1]) };
    rest -= pixels.length;
  }
  return { panel: -1, fast: -1, slow: -1 };
}
