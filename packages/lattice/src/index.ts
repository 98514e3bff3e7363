/**
 * Crystal lattice: cell, orientation, mosaic domains, spindle, crystal size and the shapes of its spots.
 *
 * @module
 * @example
 * ```ts
 * import { resolveCompatibility } from '@braggsim/core/derived';
 * import { resolveCrystal } from '@braggsim/lattice';
 *
 * const crystal = { cell: [78.35, 78.35, 37.54, 90, 90, 90], cells: [10, 10, 10] };
 * const { value } = resolveCrystal(crystal, { wavelength: 1e-10 });
 * console.log(value.a, value.b, value.c); // m
 * ```
 */
export { type Blocks, parseBlocks } from './blocks';
export { type Basis, cellParameters, reciprocalVectors, type TypedCell, typedCell } from './cell';
export { type CrystalSurroundings, resolveCrystal } from './crystal';
export { givenRotation, spotBFactor } from './given-rotation';
export { LATTICE_SYMMETRIES, type LatticeSymmetry } from './lattice-symmetry';
export { parseMatrix } from './matrix';
export { randomMisset } from './misset';
export { resolveMosaic } from './mosaic';
export { crystalAxes, type MosaicSurroundings } from './mosaic-distribution';
export { type DialsAxes, type OrientationOptions, parseOrientation } from './orientation';
export { type OrientationTable, orientations, orientationTable } from './orientations';
export { crystalEntryParameters, latticeParameters } from './parameters';
export { randomRotation, rotationMatrix, uniformRotation } from './rotation';
export { resolveScan } from './scan';
export { scatterTerms } from './scatter/terms';
export type { CrystalEntryFields, CrystalSection, ScanSection } from './sections';
export { halfExtents } from './shapes/form';
export { gauss } from './shapes/gauss';
export { gaussHkl } from './shapes/gauss-hkl';
export { gaussStar } from './shapes/gauss-star';
export { round } from './shapes/round';
export { square } from './shapes/square';
export { tophat } from './shapes/tophat';
export { tophatHkl } from './shapes/tophat-hkl';
export { latticeTerms } from './terms';
