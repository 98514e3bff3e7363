import { usageError } from '@braggsim/core';
import type { Image, Pixels } from '@braggsim/core/derived';

/** The pixels of a panel, row by row along fast without gaps. */
export interface PanelPixels {
  readonly pixels: Pixels;
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
}

/**
 * Returns the pixels of an image with a single panel, for formats that hold one.
 *
 * @throws BraggsimError (`usage`) when there are more panels, or the panel differs in size from its detector
 */
export function singlePanel({ panels, metadata }: Image, format: string): PanelPixels {
  const [panel] = panels;
  if (!panel || panels.length !== 1) {
    throw usageError(
      `${format} holds one panel and the image has ${panels.length}: write one file for each, or NeXus (.nxs)`,
    );
  }
  return panelPixels(panel, metadata.detector);
}

/**
 * Returns a panel as rows of fast pixels.
 *
 * @throws BraggsimError (`usage`) when its size differs from that of its detector
 */
export function panelPixels(
  panel: Image['panels'][number],
  { pixelsFast, pixelsSlow }: { readonly pixelsFast: number; readonly pixelsSlow: number },
): PanelPixels {
  const [slow = 0, fast = 0] = panel.shape;
  if (panel.shape.length !== 2 || slow !== pixelsSlow || fast !== pixelsFast) {
    throw usageError(
      `the image has ${panel.shape.join(' x ')} pixels (slow x fast) and its detector ${pixelsSlow} x ${pixelsFast}`,
    );
  }
  const [slowStride, fastStride] = panel.stride;
  if (panel.offset === 0 && slowStride === fast && fastStride === 1 && panel.data.length === slow * fast) {
    return { pixels: panel.data, shape: [slow, fast] };
  }
  const pixels = new (panel.data.constructor as { new (length: number): Pixels })(slow * fast);
  for (let s = 0; s < slow; s++) {
    for (let f = 0; f < fast; f++) pixels[s * fast + f] = panel.get(s, f);
  }
  return { pixels, shape: [slow, fast] };
}

/**
 * Checks the values of pixels. @throws BraggsimError (`usage`) naming the first pixel that is not a whole number from 0
 * to `largest`
 */
function checkWhole({ pixels, shape: [, fast] }: PanelPixels, largest: number, format: string): void {
  const wrong = pixels.findIndex((value) => !(value >= 0 && value <= largest && Number.isInteger(value)));
  if (wrong < 0) return;
  const place = `slow ${Math.floor(wrong / fast)}, fast ${wrong % fast}`;
  throw usageError(
    `${format} holds whole numbers from 0 to ${largest}, and the pixel at ${place} is ${pixels[wrong]}: digitize the image first`,
  );
}

export function wordPixels(panel: PanelPixels, format: string): Uint16Array {
  if (panel.pixels instanceof Uint16Array) return panel.pixels;
  checkWhole(panel, 0xffff, format);
  return Uint16Array.from(panel.pixels);
}

export function bytePixels(panel: PanelPixels, format: string): Uint8Array {
  if (panel.pixels instanceof Uint8Array) return panel.pixels;
  checkWhole(panel, 0xff, format);
  return Uint8Array.from(panel.pixels);
}
