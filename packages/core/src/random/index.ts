/**
 * Random deviates: the generator of the C program (`ran1`), the counter-based Philox generator, and normal and Poisson
 * deviates drawn from either.
 *
 * @module
 * @example
 * ```ts
 * import { pixelDraws, poissonDraw } from '@braggsim/core/random';
 *
 * const draws = pixelDraws({ seed: 1, image: 0, panel: 0 }, 'photon');
 * draws.start(17);
 * console.log(poissonDraw(12.5, draws.uniform)); // photons that pixel 17 records where 12.5 are expected
 * ```
 */
export { errorFunction } from './error-function';
export { gaussianDeviates } from './gaussian';
export { normalQuantile } from './normal-quantile';
export { philox } from './philox';
export {
  type DrawKey,
  forEachBlock,
  PIXELS_AT_ONCE,
  type PixelDraws,
  pixelDraws,
  pixelNormals,
  pixelWords,
} from './pixel-draws';
export { poissonDeviates } from './poisson';
export { poissonDraw, poissonFirst, poissonRun } from './poisson-draws';
export { ran1, type ShuffleTable, shuffleTable } from './ran1';
