/** The pixels of one panel of an image. */
export interface PanelImage {
  readonly pixels: ArrayLike<number>;
  /** [slow, fast] */
  readonly shape: readonly [number, number];
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

/** Converts an index into `joinedPixels` to the position of the pixel; all fields are -1 if there is no such pixel. */
export function pixelPlace(at: number, panels: readonly PanelImage[]): PixelPlace {
  let rest = at;
  for (const [panel, { pixels, shape }] of panels.entries()) {
    if (rest >= 0 && rest < pixels.length) return { panel, fast: rest % shape[1], slow: Math.floor(rest / shape[1]) };
    rest -= pixels.length;
  }
  return { panel: -1, fast: -1, slow: -1 };
}
