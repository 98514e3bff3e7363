import type { ReadoutContext } from '@braggsim/core';
import { philox } from './philox';

/** Uniform deviates that belong to pixels: the draws of one pixel do not depend on which others were visited. */
export interface PixelDraws {
  /** Goes to the first draw of a pixel, an index within its panel. */
  start(pixel: number): void;
  /** The pixel's next deviate, in (0, 1), with 32 bits. */
  readonly uniform: () => number;
}

/** What draws are keyed by, besides effect, pixel and draw. */
export type DrawKey = Pick<ReadoutContext, 'seed' | 'image' | 'panel'>;

/** A Philox block has one word for each of four neighbouring pixels, so that a row takes a quarter of the blocks. */
const SHARING = 4;
/** Blocks of four pixels that are kept; hardly any pixel takes more draws. */
const KEPT = 8;
const STEP = 2 ** -32;

/** A number of its own for each effect, from its name (FNV-1a), so that plugins need no table of numbers. */
function effectNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Draws keyed by seed, effect, image, panel, pixel and draw: the same numbers for any order of pixels, panels and
 * images. Counters are draw, group of four pixels, panel and image; keys are seed and effect.
 *
 * @param effect name of what the draws are for, such as the id of a readout stage
 */
export function pixelDraws(key: DrawKey, effect: string): PixelDraws {
  const words = Uint32Array.of(key.seed, effectNumber(effect));
  const counter = Uint32Array.of(0, 0, key.panel, key.image);
  const blocks = new Uint32Array(SHARING * KEPT);
  const spill = new Uint32Array(SHARING);
  let group = -1;
  let made = 0;
  let draw = 0;
  let lane = 0;

  const block = (out: Uint32Array, at: number): void => {
    counter[0] = draw;
    philox(counter, words, out, at);
  };
  return {
    start(pixel) {
      lane = pixel & (SHARING - 1);
      draw = 0;
      const of = pixel >>> 2;
      if (of === group) return;
      group = of;
      made = 0;
      counter[1] = of;
    },
    uniform: () => {
      let word: number;
      if (draw < KEPT) {
        if (draw === made) {
          block(blocks, SHARING * draw);
          made += 1;
        }
        word = blocks[SHARING * draw + lane] as number;
      } else {
        block(spill, 0);
        word = spill[lane] as number;
      }
      draw += 1;
      // Half a step keeps both ends of the interval out.
      return (word + 0.5) * STEP;
    },
  };
}
