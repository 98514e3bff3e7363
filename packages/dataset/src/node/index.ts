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
export { fileHashes, planFiles } from './plan-files';
export { type ReadPlan, readPlanFile } from './read-plan-file';
export { type ReadTables, readTables } from './read-tables';
