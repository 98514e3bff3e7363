export { type IsolatedFile, type IsolationOptions, openIsolated } from './isolated';
export { type IsolationLimits, isolationLimits } from './isolation-limits';
export type { NamedBytes, NamedPath } from './questions';
