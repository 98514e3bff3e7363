export { type Amount, amorphous, amorphousBackground, amorphousParameters, moleculesIn } from './amorphous';
export { type Ends, interpolant, type ScatteringTable } from './interpolant';
export { MATERIALS, type Material } from './materials/materials';
export { type BackgroundContext, type BackgroundPlans, planBackgrounds } from './plans';
export { resample, type UniformTable, valueAt } from './resample';
export { ABSCISSAE, type Abscissa, abscissaOf, parseScatteringTable } from './table-file';
export { backgroundTerms } from './terms';
export { backgroundParameters, water, waterMolecules, waterScale } from './water';
