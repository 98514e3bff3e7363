/**
 * Refinement of shots in files: experiments, images, lists of spots and of shots, on worker threads, with reports, tables and
 * pictures as outputs.
 *
 * @module
 * @example
 * ```ts
 * import { shotsAtATime } from '@braggsim/refine/node';
 *
 * console.log(shotsAtATime(2, 104)); // 2 shots are refined at a time
 * ```
 */
export { forecastShot, type ShotForecast } from './dry-run';
export type { GivenShot } from './load-shot';
export { checkOutputs, foldersOf } from './outputs';
export { openProgress, type ProgressFile, progressName } from './progress-file';
export { type ListedShot, type RefineOutcome, type RefineRun, refineShots, shotsAtATime } from './refine-shots';
export { requireRefined } from './require-refined';
export { failedShot, type ShotDone, type ShotTask } from './run-shot';
export { readShotList, type ShotFiles } from './shot-list';
