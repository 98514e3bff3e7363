/**
 * Texts for people about experiments and runs: how an experiment was resolved and where the C program differs, what a run
 * computed and wrote, and its derivatives beside differences.
 *
 * @module
 * @example
 * ```ts
 * import { buildPlan, builtinStages } from '@braggsim/simulate';
 * import { explain } from '@braggsim/simulate/text';
 *
 * const experiment = {
 *   detector: { pixelsFast: 64, pixelsSlow: 64, pixelMm: 0.1, distanceMm: 100 },
 *   crystal: { cell: [50, 60, 70] },
 *   structureFactors: { default: 100 },
 * };
 * const lines = await explain(experiment, {}, await buildPlan(experiment), builtinStages);
 * console.log(lines[0]); // mode: corrected
 * ```
 */
export type { PhotonSummary } from '../photon-summary';
export { derivativeLines } from './derivative-lines';
export { codeText } from './executed-code';
export { explain, faultNotice } from './explain';
export {
  type Forecast,
  forecastLines,
  lossLines,
  maskLossWarnings,
  type Run,
  reportJson,
  reportLines,
  writtenLines,
} from './report';
