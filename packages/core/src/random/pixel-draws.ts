import type { ReadoutContext } from '../stage';
import { normalQuantiles } from './normal-quantile';
import { philoxBlocks } from './philox-blocks';

/** The part of the key of a draw that all pixels of a panel share; effect, pixel and draw complete it. */
export type DrawKey = Pick<ReadoutContext, 'seed' | 'image' | 'panel' | 'occurrence'>;

/** Number of neighbouring pixels that share a Philox block: each takes one of its four words. */
const SHARING = 4;
/** Largest number of pixels whose draws are made by one call. */
export const PIXELS_AT_ONCE = 1024;
const STEP = 2 ** -32;

/** Converts a 32-bit word to a uniform deviate in (0, 1); adding half a step excludes both ends. */
export const uniformOf = (word: number): number => (word + 0.5) * STEP;

/** Returns the 32-bit FNV-1a hash of the name of an effect; plug-ins need no table of numbers. */
function effectNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Returns the key and counter of Philox for the first draw of a panel. */
const keyed = ({ seed, image, panel, occurrence = 0 }: DrawKey, effect: string) => ({
  key: Uint32Array.of(seed, effectNumber(occurrence === 0 ? effect : `${effect} ${occurrence}`)),
  counter: Uint32Array.of(0, 0, panel, image),
});

let shared: ReturnType<typeof philoxBlocks> | undefined;

/**
 * Returns the generator that all draws share: creating a memory takes longer than drawing a band of rows. Each call
 * overwrites the words of the previous one.
 */
function sharedBlocks(): ReturnType<typeof philoxBlocks> {
  shared ??= philoxBlocks();
  return shared;
}

/**
 * Creates a source of random words that are keyed by seed, effect and its occurrence, image, panel, pixel and draw, and
 * are therefore the same in any order of pixels, panels and images. The counter of Philox holds draw, group of four
 * pixels, panel and image; its key holds seed and effect.
 *
 * @param effect name of what the draws are for, such as the id of a readout stage
 * @returns function that gives one 32-bit word for each of `count` pixels, at most `PIXELS_AT_ONCE`, from `pixel` on;
 * the next call overwrites them
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

/**
 * Creates a source of Gaussian deviates of mean 0 and variance 1, each from the first word of its pixel.
 *
 * @returns function that gives the deviates of `count` pixels, at most `PIXELS_AT_ONCE`, from `pixel` on; the next call
 * overwrites them
 */
export function pixelNormals(key: DrawKey, effect: string): (pixel: number, count: number) => Float64Array {
  const words = pixelWords(key, effect);
  const normals = new Float64Array(PIXELS_AT_ONCE);
  const outer = new Uint32Array(PIXELS_AT_ONCE);
  return (pixel, count) => {
    const of = words(0, pixel, count);
    for (let i = 0; i < count; i++) normals[i] = uniformOf(of[i] as number);
    normalQuantiles(normals.subarray(0, count), outer);
    return normals;
  };
}

/** Source of uniform deviates of one pixel at a time, for methods that draw a varying number of them. */
export interface PixelDraws {
  /** Selects a pixel by its index within the panel, and the draw to continue from: the first by default. */
  start(pixel: number, draw?: number): void;
  /** Returns the next deviate of the selected pixel, in (0, 1), with a resolution of 32 bits. */
  readonly uniform: () => number;
}

/**
 * Creates a source of uniform deviates that are keyed in the same way as the words of `pixelWords`.
 *
 * @param effect name of what the draws are for, such as the id of a readout stage
 */
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

/** Calls `visit` with start and length of consecutive blocks of at most `PIXELS_AT_ONCE` values. */
export function forEachBlock(length: number, visit: (start: number, count: number) => void): void {
  for (let start = 0; start < length; start += PIXELS_AT_ONCE) visit(start, Math.min(PIXELS_AT_ONCE, length - start));
}
