import type { Pixels } from './pixels';
import type { PixelRectangle } from './requests';

/** The size of a detector, a panel or an image. */
export interface PixelCounts {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** Half-open bounds of a region of pixels: along each axis from the first pixel to the one after the last. */
export interface PixelBounds {
  readonly fast: readonly [start: number, end: number];
  readonly slow: readonly [start: number, end: number];
}

/** Converts the inclusive limits of flags and files into half-open bounds. */
export const boundsOf = ([fast0, fast1, slow0, slow1]: PixelRectangle): PixelBounds => ({
  fast: [fast0, fast1 + 1],
  slow: [slow0, slow1 + 1],
});

/** Limits the bounds of a region to a panel; returns those of the whole panel without a region. */
export function boundsWithin(region: PixelBounds | undefined, { pixelsFast, pixelsSlow }: PixelCounts): PixelBounds {
  if (!region) return { fast: [0, pixelsFast], slow: [0, pixelsSlow] };
  const { fast, slow } = region;
  return {
    fast: [Math.max(0, fast[0]), Math.min(fast[1], pixelsFast)],
    slow: [Math.max(0, slow[0]), Math.min(slow[1], pixelsSlow)],
  };
}

/** Counts the pixels of a region that lie on a panel. */
export function pixelCountOf(region: PixelBounds, panel: PixelCounts): number {
  const { fast, slow } = boundsWithin(region, panel);
  return Math.max(0, fast[1] - fast[0]) * Math.max(0, slow[1] - slow[0]);
}

/** Calls `visit` for the pixels of a region that lie on a panel, row by row; `index` is that of an array [slow, fast]. */
export function forEachPixel(
  region: PixelBounds,
  panel: PixelCounts,
  visit: (fast: number, slow: number, index: number) => void,
): void {
  const { fast, slow } = boundsWithin(region, panel);
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) visit(f, s, s * panel.pixelsFast + f);
  }
}

/** Sets the values of an array [slow, fast] outside a region to 0. */
export function clearOutside(values: Pixels, region: PixelBounds, panel: PixelCounts): void {
  const { fast, slow } = boundsWithin(region, panel);
  const { pixelsFast } = panel;
  values.fill(0, 0, slow[0] * pixelsFast);
  for (let s = slow[0]; s < slow[1]; s++) {
    values.fill(0, s * pixelsFast, s * pixelsFast + fast[0]);
    values.fill(0, s * pixelsFast + fast[1], (s + 1) * pixelsFast);
  }
  values.fill(0, slow[1] * pixelsFast);
}
