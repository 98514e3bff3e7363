import type { ReadoutContext } from '@braggsim/core';
import { philox } from './philox';

/** Uniform deviates that belong to pixels: the draws of one pixel do not depend on which others were visited. */
export interface PixelDraws {
  /** Goes to the first draw of a pixel. */
  start(pixel: number): void;
  /** The pixel's next deviate, in (0, 1), with 52 bits. */
  readonly uniform: () => number;
}

/** A number of its own for each effect, from its name (FNV-1a), so that plugins need no table of numbers. */
function effectNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Draws keyed by seed, effect, image, panel, pixel and draw: the same numbers for any order of pixels, panels and
 * images. A Philox block gives two deviates.
 *
 * @param effect name of what the draws are for, such as the id of a readout stage
 */
export function pixelDraws(context: Omit<ReadoutContext, 'shape'>, effect: string): PixelDraws {
  const key = Uint32Array.of(context.seed, effectNumber(effect));
  const counter = Uint32Array.of(0, 0, context.panel, context.image);
  const block = new Uint32Array(4);
  let used = 4;
  return {
    start(pixel) {
      counter[0] = 0;
      counter[1] = pixel;
      used = 4;
    },
    uniform: () => {
      if (used === 4) {
        philox(counter, key, block);
        counter[0] = (counter[0] as number) + 1;
        used = 0;
      }
      const high = (block[used] as number) >>> 6;
      const low = (block[used + 1] as number) >>> 6;
      used += 2;
      // 52 bits and half a step: exact in a double, so that neither end of the interval can occur.
      return (high * 2 ** 26 + low + 0.5) * 2 ** -52;
    },
  };
}
