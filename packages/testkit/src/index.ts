export { hostileNumbers, joined, mutations } from './mutations';
export { type Random, random } from './random';
export * from './reference';
