import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataError, type Registry, type Term } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';

const isTerm = (value: unknown): value is Term => (value as Term | null)?.kind === 'term';

/**
 * The built-in terms and those that plug-in modules export. A plug-in may replace a built-in of the same name.
 *
 * @throws BraggsimError (`data`) when a module cannot be loaded, exports no stage or one that nothing would use
 */
export async function loadPlugins(files: readonly string[], builtin: Registry<Term>): Promise<Registry<Term>> {
  if (files.length === 0) return builtin;
  const terms = new Map(builtin);
  for (const file of files) {
    const path = resolve(file);
    if (!existsSync(path)) throw dataError(`cannot load the plug-in '${file}': it does not exist`);
    const module: Record<string, unknown> = await import(pathToFileURL(path).href).catch((error: unknown) => {
      throw dataError({ message: `cannot load the plug-in '${file}': ${reasonOf(error)}`, cause: error });
    });
    const found = Object.values(module).filter(isTerm);
    if (found.length === 0) {
      throw dataError(`the plug-in '${file}' exports no stage; export one made by term({ … }) of @braggsim/core`);
    }
    for (const term of found) {
      if (term.slot !== 'shape' && !builtin.has(term.id)) {
        throw dataError(
          `the plug-in '${file}' exports the ${term.slot} '${term.id}', which no experiment can ask for; ` +
            'a new name can be that of a crystal shape, other stages replace a built-in of the same name',
        );
      }
      terms.set(term.id, () => term);
    }
  }
  return terms;
}
