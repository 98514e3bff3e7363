import type { PixelRectangle } from './requests';

/** The size of a detector, a panel or an image. */
export interface PixelCounts {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** The part of a region that lies on a panel, inclusive as the region: the plate of the C program may end one pixel late. */
export const regionWithin = (
  [fast0, fast1, slow0, slow1]: PixelRectangle,
  { pixelsFast, pixelsSlow }: PixelCounts,
): PixelRectangle => [
  Math.max(0, fast0),
  Math.min(fast1, pixelsFast - 1),
  Math.max(0, slow0),
  Math.min(slow1, pixelsSlow - 1),
];

/** Half-open bounds of a region on a panel: from the first pixel to the one after the last. */
export interface PixelBounds {
  readonly fast: readonly [number, number];
  readonly slow: readonly [number, number];
}

/** Bounds of the part of a region that lies on a panel; those of the panel without a region. */
export function boundsWithin(region: PixelRectangle | undefined, panel: PixelCounts): PixelBounds {
  if (!region) return { fast: [0, panel.pixelsFast], slow: [0, panel.pixelsSlow] };
  const [fast0, fast1, slow0, slow1] = regionWithin(region, panel);
  return { fast: [fast0, fast1 + 1], slow: [slow0, slow1 + 1] };
}

/** Number of pixels of a region that lie on a panel. */
export function pixelCountOf(region: PixelRectangle, panel: PixelCounts): number {
  const { fast, slow } = boundsWithin(region, panel);
  return Math.max(0, fast[1] - fast[0]) * Math.max(0, slow[1] - slow[0]);
}

/** Calls `visit` for the pixels of a region that lie on a panel, row by row; `index` is that of an array [slow, fast]. */
export function forEachPixel(
  region: PixelRectangle,
  panel: PixelCounts,
  visit: (fast: number, slow: number, index: number) => void,
): void {
  const { fast, slow } = boundsWithin(region, panel);
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) visit(f, s, s * panel.pixelsFast + f);
  }
}

/** Sets the pixels of an array [slow, fast] outside a region to 0. */
export function clearOutside(values: Float64Array, region: PixelRectangle, panel: PixelCounts): void {
  const { fast, slow } = boundsWithin(region, panel);
  const { pixelsFast } = panel;
  values.fill(0, 0, slow[0] * pixelsFast);
  for (let s = slow[0]; s < slow[1]; s++) {
    values.fill(0, s * pixelsFast, s * pixelsFast + fast[0]);
    values.fill(0, s * pixelsFast + fast[1], (s + 1) * pixelsFast);
  }
  values.fill(0, slow[1] * pixelsFast);
}
