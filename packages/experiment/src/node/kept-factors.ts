import { userCache } from '@braggsim/core/node';
import type { FactorStore } from '../files/model-factors';

let keeper: string | undefined;

/**
 * Keeps amplitudes that are calculated of models in the cache of the user, so that the next process need not calculate them.
 *
 * @param generator identifies the code that calculates them, such as a version
 */
export function keepModelFactors(generator: string): void {
  keeper = generator;
}

/** Returns the store of this process, or undefined where it has none. */
export async function keptFactors(): Promise<FactorStore | undefined> {
  const folder = userCache('structure-factors');
  if (keeper === undefined || folder === undefined) return undefined;
  // Its hashes take a module of Node that runs without a model need not load.
  const { factorFiles } = await import('./factor-files');
  return factorFiles(folder, keeper);
}
