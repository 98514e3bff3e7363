/**
 * What each image format can hold besides pixels, and what becomes of masked pixels in formats without masks.
 *
 * @module
 * @example
 * ```ts
 * import { HELD_THINGS } from '@braggsim/detector-io/conversions';
 *
 * console.log(Object.keys(HELD_THINGS)); // what a conversion may keep or lose
 * ```
 */
export type { MaskedValues } from './frame';
export { FORMAT_HOLDINGS, HELD_THINGS, type HeldThing, type Holding, knownThings, lostThings } from './holdings';
export { frameMask, maskedFrame, NEGATIVE_VALUES, NOT_A_NUMBER, ZERO_VALUES } from './masked-frame';
