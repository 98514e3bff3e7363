export { agreementWithCase } from './compare';
export { type Folder, folder } from './folder';
export { type ReadingLimits, shown, underLimits } from './limits';
export { damaged, hostileNumbers, hostileWords, joined, mutations } from './mutations';
export { type Random, random } from './random';
export * from './reference';
export { type TinyOptions, tinyPlan, tinyTerms, twoPanels, withPanels } from './tiny';
