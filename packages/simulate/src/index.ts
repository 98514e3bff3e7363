export type { SimulationInputs } from '@braggsim/experiment';
export { differingChoices, restore } from './differences';
export { contentHash } from './hash';
export { builtinKernels, chooseKernel, kernelOptions } from './kernels';
export { type BuiltPlan, buildPlan } from './plan';
export { type SimulateOptions, type Simulation, simulate } from './simulate';
export { builtinTerms } from './terms';
