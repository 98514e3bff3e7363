/**
 * Reads HDF5 files in a thread of its own, with limits of time and memory.
 *
 * @module
 * @example
 * ```ts
 * import { openIsolated } from '@braggsim/detector-io/node';
 *
 * console.log(typeof openIsolated); // function
 * ```
 */
export { type IsolatedFile, type IsolationOptions, openIsolated } from './isolated';
export { type IsolationLimits, isolationLimits } from './isolation-limits';
export type { NamedBytes, NamedPath } from './questions';
