/**
 * Choosing a kernel by measured rates: what `auto` does in the commands and on the page.
 *
 * @module
 * @example
 * ```ts
 * import { builtinKernels } from '@braggsim/simulate';
 * import { measuredRate } from '@braggsim/simulate/rates';
 *
 * const kernel = await builtinKernels.get('cpu')?.();
 * if (kernel) console.log((await measuredRate(kernel)) > 0);
 * ```
 */
export { type ChoiceByRate, type ChosenKernel, chooseByRate, type RateStore, rateFor } from './choose-by-rate';
export { type Clock, type KernelSpeed, measuredRate, measuredSpeed, type RateMeasurement } from './measured-rate';
