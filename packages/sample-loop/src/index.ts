/**
 * From a plan and its terms to the graph of one pixel: the sample loops of the simulation as sums, which compiled kernels
 * turn into WebAssembly, C or WGSL.
 *
 * @module
 * @example
 * ```ts
 * import { TILE_EDGE, compensatedSum } from '@braggsim/sample-loop';
 *
 * console.log(TILE_EDGE); // pixels along the edge of a tile that shares exact anchors
 * console.log(compensatedSum(750)); // roundings of a sum of 750 samples in batches of 64
 * ```
 */
export { addingDerivatives, addingPlans } from './adding-plans';
export { bandRow, bandValues, segmentsPerRow } from './band-values';
export { BRAGG_OUTPUTS, type BraggOutput, isBraggOutput } from './bragg-outputs';
export { type CodeCache, codeCache } from './code-cache';
export { codeKey, identityOf } from './code-key';
export { type PanelDirections, panelDirections } from './direction-values';
export type { PanelTerms } from './evaluated-terms';
export { hasCullTest, type ImageGraph, type ImageSubject, type ImageVariant, imageGraph } from './image-graph';
export { outputImages } from './images';
export type { DirectionPattern } from './moved';
export { planRow } from './plan-values';
export { channelLoop, type RunningLoops } from './running-loops';
export { isPadded, nodeValues } from './scatter-sum';
export { hasSpotLimit, shapeReach } from './shape-reach';
export {
  batchedSum,
  compensatedSum,
  indexSpread,
  type ShotExtent,
  shotExtent,
  singleBound,
  tileRadius,
} from './single-bound';
export type { SuppliedIndex } from './split-indices';
export { seriesOrder } from './subpixel';
export { isAffine } from './surface-graph';
export { findTerms, type PlanTerms, termsOf } from './terms';
export { TILE_EDGE, TILE_PIXELS } from './tile';
export type { TileLists } from './tile-lists/entry-lists';
export { hasTileLists, type ListedSpots, listedSpots } from './tile-lists/listed-spots';
export { tileLists } from './tile-lists/tile-lists';
export { type LoopNames, type LoopTables, loopTables, placeCount } from './values';
export { whyNotSingle, whyOnlyDouble } from './why-not-single';
