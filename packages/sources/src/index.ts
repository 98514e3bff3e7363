export { resolveBeam } from './beam';
export { type BeamFrame, gridDeviations, MAX_SOURCES, resolveGrid } from './grid';
export { sourceParameters } from './parameters';
export { sourcePlan } from './plan';
export type { BeamSection, DivergenceSection } from './sections';
export { parseSources } from './source-file';
export { resolveSources } from './sources';
