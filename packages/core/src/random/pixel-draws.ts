import type { ReadoutContext } from '../stage';
import { normalQuantile } from './normal-quantile';
import { philoxBlocks } from './philox-blocks';

/** What draws are keyed by, besides effect, pixel and draw. */
export type DrawKey = Pick<ReadoutContext, 'seed' | 'image' | 'panel' | 'occurrence'>;

/** A Philox block has one word for each of four neighbouring pixels, so that a row takes a quarter of the blocks. */
const SHARING = 4;
/** Pixels whose draws are made at once. */
export const PIXELS_AT_ONCE = 1024;
const STEP = 2 ** -32;

/** A deviate in (0, 1) from a word; half a step keeps both ends out. */
export const uniformOf = (word: number): number => (word + 0.5) * STEP;

/** A number of its own for each effect, from its name (FNV-1a), so that plugins need no table of numbers. */
function effectNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const keyed = ({ seed, image, panel, occurrence = 0 }: DrawKey, effect: string) => ({
  key: Uint32Array.of(seed, effectNumber(occurrence === 0 ? effect : `${effect} ${occurrence}`)),
  counter: Uint32Array.of(0, 0, panel, image),
});

let shared: ReturnType<typeof philoxBlocks> | undefined;

/** One for all draws, since a memory of its own takes longer than a band of rows. Each call overwrites the words of the last. */
function sharedBlocks(): ReturnType<typeof philoxBlocks> {
  shared ??= philoxBlocks();
  return shared;
}

/**
 * Random words that belong to pixels, keyed by seed, effect and its occurrence, image, panel, pixel and draw: the same
 * for any order of pixels, panels and images. Counters are draw, group of four pixels, panel and image; keys are seed
 * and effect.
 *
 * @param effect name of what the draws are for, such as the id of a readout stage
 * @returns the words of one draw of up to `PIXELS_AT_ONCE` pixels from `pixel` on, until the next call
 */
export function pixelWords(of: DrawKey, effect: string): (draw: number, pixel: number, count: number) => Uint32Array {
  const { key, counter } = keyed(of, effect);
  const blocks = sharedBlocks();
  const words = new Uint32Array(PIXELS_AT_ONCE);
  return (draw, pixel, count) => {
    const skipped = pixel % SHARING;
    const needed = Math.ceil((skipped + count) / SHARING) * SHARING;
    counter[0] = draw;
    counter[1] = (pixel - skipped) / SHARING;
    words.set(blocks(counter, key, needed).subarray(skipped, skipped + count));
    return words.subarray(0, count);
  };
}

/** Gaussian deviates of pixels, from their first words. They are overwritten by the next call. */
export function pixelNormals(key: DrawKey, effect: string): (pixel: number, count: number) => Float64Array {
  const words = pixelWords(key, effect);
  const normals = new Float64Array(PIXELS_AT_ONCE);
  return (pixel, count) => {
    const of = words(0, pixel, count);
    for (let i = 0; i < count; i++) normals[i] = normalQuantile(uniformOf(of[i] as number));
    return normals;
  };
}

/** Uniform deviates of one pixel after another, as many as each one needs. */
export interface PixelDraws {
  /** Goes to a draw of a pixel, an index within its panel; to its first one by default. */
  start(pixel: number, draw?: number): void;
  /** The pixel's next deviate, in (0, 1), with 32 bits. */
  readonly uniform: () => number;
}

export function pixelDraws(of: DrawKey, effect: string): PixelDraws {
  const { key, counter } = keyed(of, effect);
  const blocks = sharedBlocks();
  let lane = 0;
  let next = 0;
  return {
    start(pixel, draw = 0) {
      lane = pixel % SHARING;
      counter[1] = (pixel - lane) / SHARING;
      next = draw;
    },
    uniform: () => {
      counter[0] = next++;
      return uniformOf(blocks(counter, key, SHARING)[lane] as number);
    },
  };
}

/** Goes over values in runs of at most `PIXELS_AT_ONCE`: where each starts and how long it is. */
export function inRuns(length: number, visit: (start: number, count: number) => void): void {
  for (let start = 0; start < length; start += PIXELS_AT_ONCE) visit(start, Math.min(PIXELS_AT_ONCE, length - start));
}
