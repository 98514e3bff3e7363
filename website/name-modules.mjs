import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, ReflectionKind } from 'typedoc';
import { entries } from './typedoc.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Names each module as a user imports it: `@braggsim/core/node` in place of its path. */
export function load(app) {
  const names = entries();
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = module.sources?.[0]?.fullFileName ?? '';
      const name = names.get(relative(root, file).split(sep).join('/'));
      if (name === undefined) throw new Error(`the module of ${file} is not an entry of a package`);
      module.name = name;
    }
  });
}
