/**
 * Structure factors: reflection lists, the reciprocal grid, and its lookup at a pixel.
 *
 * @module
 * @example
 * ```ts
 * import { parseHkl, structureGrid } from '@braggsim/reflections';
 *
 * const list = parseHkl('1 0 0 225.4\n0 2 0 17.5\n');
 * console.log(structureGrid(list, 0));
 * ```
 */
export { readCache, writeCache } from './cache';
export { dampedId, undampedId } from './damped';
export { STRUCTURE_TABLE, structureGrid } from './grid';
export { type HklOptions, parseHkl } from './hkl';
export { chooseInterpolation, type Interpolation } from './interpolation';
export { nearest } from './nearest';
export { reflectionParameters, reflectionRecords, type StructureFactorSection } from './parameters';
export { type Reflections, withF000 } from './reflections';
export { reflectionTerms, structureRequest } from './structure';
export { tricubic } from './tricubic';
export { uniform } from './uniform';
