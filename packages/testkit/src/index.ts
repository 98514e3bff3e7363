export { agreementWithCase } from './compare';
export { hostileNumbers, joined, mutations } from './mutations';
export { type Random, random } from './random';
export * from './reference';
export { type TinyOptions, tinyPlan, tinyTerms, twoPanels, withPanels } from './tiny';
