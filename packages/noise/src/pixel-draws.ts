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
/** Pixels whose draws are made at once: those that follow take no more time. */
const AHEAD = 256;
/** Draws of a pixel that are made ahead; most pixels take no more. */
const KEPT = 2;
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
export function pixelDraws({ seed, image, panel }: DrawKey, effect: string): PixelDraws {
  const key = Uint32Array.of(seed, effectNumber(effect));
  const counter = Uint32Array.of(0, 0, panel, image);
  const ahead = new Uint32Array(AHEAD * KEPT);
  const single = new Uint32Array(SHARING);
  let first = -1;
  let made = 0;
  let pixel = 0;
  let draw = 0;

  /** Makes one more draw of all pixels from `first` on. */
  const makeAhead = (): void => {
    counter[0] = made;
    for (let at = 0; at < AHEAD; at += SHARING) {
      counter[1] = (first + at) / SHARING;
      philox(counter, key, ahead, made * AHEAD + at);
    }
    made += 1;
  };
  const rareDraw = (): number => {
    counter[0] = draw;
    counter[1] = pixel >>> 2;
    return philox(counter, key, single)[pixel & (SHARING - 1)] as number;
  };
  return {
    start(of) {
      pixel = of;
      draw = 0;
      if (of >= first && of < first + AHEAD && first >= 0) return;
      first = of - (of % AHEAD);
      made = 0;
    },
    uniform: () => {
      if (draw < KEPT && draw >= made) makeAhead();
      const word = draw < KEPT ? (ahead[draw * AHEAD + pixel - first] as number) : rareDraw();
      draw += 1;
      // Half a step keeps both ends of the interval out.
      return (word + 0.5) * STEP;
    },
  };
}
