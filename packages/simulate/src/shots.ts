/**
 * Many shots that have most in common: what their plans share, what their readout allows, and their labels of pixels.
 *
 * @module
 * @example
 * ```ts
 * import { buildPlan, builtinStages } from '@braggsim/simulate';
 * import { planMemory } from '@braggsim/simulate/shots';
 *
 * const memory = planMemory();
 * const experiment = { crystal: { cell: [100, 100, 100, 90, 90, 90], cells: [5, 5, 5] }, structureFactors: { default: 100 } };
 * for (const distanceMm of [100, 110]) {
 *   const { plan } = await buildPlan({ ...experiment, detector: { distanceMm } }, {}, builtinStages, memory);
 *   console.log(plan.fixed.panels[0]?.pixelSize);
 * }
 * ```
 */
export { type LabelImages, renderLabels } from './labels';
export { type PlanMemory, planMemory } from './plan-memory';
export { isPixelwiseReadout } from './readout';
