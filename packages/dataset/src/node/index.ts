/**
 * Plan files of data sets, with the tables and files that they name.
 *
 * @module
 * @example
 * ```ts
 * import { readPlanFile } from '@braggsim/dataset/node';
 *
 * const { plan } = await readPlanFile('plan.yaml');
 * console.log(plan.shots);
 * ```
 */
export { EXPORTS, type Exported, type ExportName, exportDataset } from './export/export-dataset';
export { type LoadedPlan, loadPlan, shotResources } from './load-plan';
export { fileHashes, planFiles } from './plan-files';
export { type ReadPlan, readPlanFile } from './read-plan-file';
export { type ReadTables, readTables } from './read-tables';
export { checkDraws } from './run/check-draws';
export { describePlan, type PlanDescription, planLines } from './run/describe-plan';
export { estimatedBytes } from './run/estimate';
export { type JobArrayRequest, type JobArrayScript, jobArray } from './run/job-array';
export { type JobArray, jobScript, mergeScript } from './run/job-script';
export { type Manifest, type PlanHashes, readManifest } from './run/manifest';
export { type Merged, mergeDataset } from './run/merge';
export { type OpenPlan, openPlan } from './run/open-plan';
export { asRanges, shardRange } from './run/ranges';
export { contextOfSet, type Replayed, rawContext, replayContext, replayShot, writeReplay } from './run/replay';
export { type RunOptions, type RunProgress, type RunResult, runDataset } from './run/run-dataset';
export { runProgressLines, runSummary, statusLines } from './run/run-text';
export { type DatasetStatus, datasetStatus } from './run/status';
export { type StreamedArray, type StreamedShot, streamRecord } from './run/stream-records';
export { compareShot, type Verification, verifyDataset } from './run/verify';
