import type { Pixels } from '@braggsim/core/derived';
import { COLOURS } from './colour-maps';
import { levelSize } from './levels';
import { cornersOf, inverseOf, type Placement, toPicture } from './placement';
import type { ShownImage, ShownPanel } from './shown-image';
import { fromScreen, type Size, toScreen, type View } from './view';

/** How values become colours. */
export interface Shading {
  /** Place on the colour scale, 0 to 1. */
  readonly place: (value: number) => number;
  /** Colours from low to high values, words of `ImageData`. */
  readonly colours: Uint32Array;
  readonly masked: number;
  readonly overload: number;
  /** Colour where there is no panel. */
  readonly empty: number;
  /** Largest value that can be trusted. */
  readonly saturation: number;
}

/** Colour of a value; NaN has that of masked pixels. */
export function colourOf(value: number, { place, colours, masked, overload, saturation }: Shading): number {
  if (Number.isNaN(value)) return masked;
  if (value > saturation) return overload;
  const level = place(value) * COLOURS;
  return colours[level <= 0 ? 0 : level >= COLOURS ? COLOURS - 1 : level | 0] as number;
}

/** Returns the copy of a panel that has about one pixel for each of the screen. */
function sourceOf(panel: ShownPanel, scale: number): { readonly pixels: Pixels; readonly level: number } {
  const wanted = Math.floor(Math.log2(1 / scale) + 1e-9);
  const level = Math.min(Math.max(wanted, 0), panel.levels.length);
  return { level, pixels: level === 0 ? panel.pixels : (panel.levels[level - 1] as Float32Array) };
}

/** Bounds of a panel on the screen, whole pixels within it. */
function boundsOn(panel: ShownPanel, view: View, screen: Size) {
  const corners = cornersOf(panel.place, panel).map((corner) => toScreen(view, corner));
  const range = (axis: 0 | 1, limit: number): readonly [number, number] => [
    Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner[axis])))),
    Math.min(limit, Math.ceil(Math.max(...corners.map((corner) => corner[axis])))),
  ];
  return { columns: range(0, screen.width), rows: range(1, screen.height) };
}

/** Draws the part of a panel that is on the screen. */
function renderPanel(
  target: Uint32Array,
  screen: Size,
  panel: ShownPanel,
  inverse: Placement,
  view: View,
  shading: Shading,
): void {
  const { pixels, level } = sourceOf(panel, view.scale);
  const { pixelsFast, pixelsSlow } = panel;
  const mask = level === 0 ? panel.mask : undefined;
  const width = levelSize(pixelsFast, level);
  const { columns, rows } = boundsOn(panel, view, screen);
  const step = 1 / view.scale;
  const [fastStep, slowStep] = [inverse.fast[0] * step, inverse.fast[1] * step];
  for (let row = rows[0]; row < rows[1]; row++) {
    // The middle of a pixel of the screen decides.
    let [fast, slow] = toPicture(inverse, fromScreen(view, [columns[0] + 0.5, row + 0.5]));
    for (let column = columns[0], at = row * screen.width + column; column < columns[1]; column++, at++) {
      if (fast >= 0 && slow >= 0 && fast < pixelsFast && slow < pixelsSlow) {
        const source = (slow >> level) * width + (fast >> level);
        target[at] = mask && mask[source] !== 0 ? shading.masked : colourOf(pixels[source] as number, shading);
      }
      fast += fastStep;
      slow += slowStep;
    }
  }
}

/**
 * Draws an image as it is seen: every pixel of the screen has the colour of the pixel below it, without smoothing, or where pixels
 * are smaller than those of the screen that of the largest of them.
 *
 * @param target words of `ImageData`
 */
export function render(target: Uint32Array, screen: Size, image: ShownImage, view: View, shading: Shading): void {
  target.fill(shading.empty);
  for (const panel of image.panels) {
    const inverse = inverseOf(panel.place);
    if (inverse) renderPanel(target, screen, panel, inverse, view, shading);
  }
}
