import type { PixelMask, Pixels } from '@braggsim/core/derived';
import { COLOURS } from './colour-maps';
import { levelSize } from './levels';
import { cornersOf, inverseOf, type Placement, toPicture } from './placement';
import type { ShownImage, ShownPanel } from './shown-image';
import { fromScreen, type Size, toScreen, type View } from './view';

/** How values become colours. */
export interface Shading {
  /** Returns the place on the colour scale, 0 to 1. */
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

/** Returns the colour of a value; NaN has that of masked pixels. */
export function colourOf(value: number, { place, colours, masked, overload, saturation }: Shading): number {
  if (Number.isNaN(value)) return masked;
  if (value > saturation) return overload;
  const level = place(value) * COLOURS;
  return colours[level <= 0 ? 0 : level >= COLOURS ? COLOURS - 1 : level | 0] as number;
}

/** Pixels of a source for one of the screen up to which all of them get their colours beforehand. */
const MAX_COLOURED = 2;

/** Colours of all pixels of arrays: most pictures are drawn several times, or each of their pixels on several of the screen. */
const known = new WeakMap<Shading, WeakMap<Pixels, Uint32Array>>();

/** Colours of the pixels of a panel or of a copy of it. */
function coloursOf(pixels: Pixels, mask: PixelMask | undefined, shading: Shading): Uint32Array {
  const own = known.get(shading) ?? new WeakMap<Pixels, Uint32Array>();
  known.set(shading, own);
  const before = own.get(pixels);
  if (before) return before;
  const words = new Uint32Array(pixels.length);
  for (let i = 0; i < words.length; i++)
    words[i] = mask && mask[i] !== 0 ? shading.masked : colourOf(pixels[i] as number, shading);
  own.set(pixels, words);
  return words;
}

/** Returns the copy of a panel that has about one pixel for each of the screen. */
function sourceOf(panel: ShownPanel, scale: number): { readonly pixels: Pixels; readonly level: number } {
  const wanted = Math.floor(Math.log2(1 / scale) + 1e-9);
  const level = Math.min(Math.max(wanted, 0), panel.levels.length);
  return { level, pixels: level === 0 ? panel.pixels : (panel.levels[level - 1] as Float32Array) };
}

/** Returns the columns and rows of the screen, in whole pixels, that a panel reaches. */
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
  const isSmall = pixels.length <= MAX_COLOURED * screen.width * screen.height;
  const words = isSmall ? coloursOf(pixels, mask, shading) : undefined;
  const { columns, rows } = boundsOn(panel, view, screen);
  const step = 1 / view.scale;
  const [fastStep, slowStep] = [inverse.fast[0] * step, inverse.fast[1] * step];
  // Rows of the screen that lie in the same row of an upright panel are alike.
  const isUpright = slowStep === 0;
  let above: readonly [row: number, from: number, to: number] | undefined;
  for (let row = rows[0]; row < rows[1]; row++) {
    // The middle of a pixel of the screen decides.
    let [fast, slow] = toPicture(inverse, fromScreen(view, [columns[0] + 0.5, row + 0.5]));
    const start = row * screen.width;
    const isWithin = slow >= 0 && slow < pixelsSlow;
    if (isUpright && isWithin && above?.[0] === slow >> level) {
      target.copyWithin(start + above[1], start - screen.width + above[1], start - screen.width + above[2]);
      continue;
    }
    let [from, to] = [columns[1], columns[0]];
    for (let column = columns[0], at = start + column; column < columns[1]; column++, at++) {
      if (fast >= 0 && slow >= 0 && fast < pixelsFast && slow < pixelsSlow) {
        const source = (slow >> level) * width + (fast >> level);
        target[at] = words
          ? (words[source] as number)
          : mask && mask[source] !== 0
            ? shading.masked
            : colourOf(pixels[source] as number, shading);
        if (column < from) from = column;
        to = column + 1;
      }
      fast += fastStep;
      slow += slowStep;
    }
    above = isWithin && from < to ? [slow >> level, from, to] : undefined;
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
