/**
 * Reads lists of structure factors of any format, and writes MTZ.
 *
 * @module
 * @example
 * ```ts
 * import { readReflections } from '@braggsim/reflections/files';
 *
 * const { reflections } = readReflections(new TextEncoder().encode('1 0 0 225.4\n'), 'list.hkl');
 * console.log(reflections.count); // 1
 * ```
 */
export { type CifBlock, parseCif } from '@braggsim/core/cif';
export type { CellSix } from '../metric';
export { allowedReflections, type PowderRing, type PowderRings, powderRings } from '../powder';
export { expandToP1, type MergedReflections } from '../symmetry/expand';
export { operationsOfHall } from '../symmetry/hall';
export { formatOperation, parseOperation, type SymmetryOperation } from '../symmetry/operation';
export { findSpaceGroup, indexRotationsOf, type SpaceGroup, spaceGroupOfNumber } from '../symmetry/space-group';
export { describeReflections, type ReflectionDescription, reflectionLines } from './describe';
export { type Mtz, type MtzColumn, type MtzDataset, readMtz } from './mtz';
export { type MtzContent, writeMtz } from './mtz-write';
export { readPhased } from './phased';
export { type ReadOptions, type ReflectionFile, readReflections } from './read';
export { resolutionRange } from './resolution';
