/**
 * Data sets of many simulated shots: plans with distributions, and draws that make each shot a function of its number.
 *
 * @module
 * @example
 * ```ts
 * import { readPlan, shotDraws } from '@braggsim/dataset';
 *
 * const fields = { shots: 10, vary: { 'detector.distanceMm': { uniform: [200, 300] } } };
 * const plan = readPlan({ experiment: { seed: 7 }, fields }, (path, message) => console.log(path, message));
 * console.log(shotDraws(plan)(3).experiment.detector?.distanceMm); // 219.79...
 * ```
 */
export type { Distribution, Pick, ScalarDistribution, Value } from './draws/distribution';
export { type DrawnShot, shotDraws, type Tables } from './draws/draw-shot';
export {
  type Condition,
  type Group,
  type GroupSource,
  type ImagePlan,
  type LabelPlan,
  type Plan,
  shardCount,
  type Transform,
  type VariedField,
} from './plan/plan';
export { planData } from './plan/plan-data';
export { layoutHash, planHash } from './plan/plan-hash';
export { PLAN_FIELDS, type PlanData, readPlan } from './plan/read-plan';
export type { Column, ColumnType } from './shot/drawn-columns';
export { type LabelRow, labelColumns } from './shot/label-row';
export { type LoadedInputs, type Shot, type ShotMaker, type ShotResources, shotMaker } from './shot/make-shot';
export type { Spot } from './shot/spots';
export { type StoredFrame, storedFrame, storedImage } from './shot/transform';
