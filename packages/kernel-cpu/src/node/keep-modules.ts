import { fileStore, userCache } from '@braggsim/core/node';
import { useCodeStore } from '../cpu/code-store';

/** Older files are removed when all together have more bytes; some hundreds of modules with their sources have as many. */
const MAX_BYTES = 16 * 2 ** 20;

/**
 * Keeps generated modules, and their sources in C, in the cache of the user, so that the next process need not generate them. It is for processes
 * whose terms are all known to the generator: those of plug-ins may change while their names stay.
 *
 * @param generator identifies the formulas and the code that generates modules of them, such as a version
 */
export function keepModules(generator: string): void {
  const folder = userCache('modules');
  if (folder === undefined) return;
  useCodeStore(fileStore(folder, { generator, extension: '.module', maxBytes: MAX_BYTES }));
}
