import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';

/** Largest number of exports of one entry, which a reader can still take in. */
export const MAX_EXPORTS = 60;

/** One entry of a published package, such as `@braggsim/core/random`. */
export interface Entry {
  readonly name: string;
  /** Path of its source from the root of the repository. */
  readonly source: string;
  /** Names that it exports, including types, sorted. */
  readonly names: readonly string[];
  /** Whether it begins with a comment that has `@module` and an example. */
  readonly documented: boolean;
  /** Whether it exports everything of another file, which would hide its exports. */
  readonly exportsAll: boolean;
}

/** Returns the names in the braces of export statements. */
function exportedNames(text: string): string[] {
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  const listed = lists
    .map(
      (item) =>
        item
          .trim()
          .replace(/^type /, '')
          .split(' as ')
          .at(-1) as string,
    )
    .filter(Boolean);
  const namespaces = [...text.matchAll(/^export \* as (\w+)/gm)].map(([, name = '']) => name);
  const declared = [...text.matchAll(/^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/gm)].map(
    ([, name = '']) => name,
  );
  return [...new Set([...listed, ...namespaces, ...declared])].sort();
}

/** Returns the entries of all published packages, in order. */
export function packageEntries(): Entry[] {
  return readdirSync(join(ROOT, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8'));
    const entries = manifest.private ? [] : Object.entries<{ readonly source: string }>(manifest.exports ?? {});
    return entries.map(([path, { source }]) => {
      const file = join('packages', folder, source);
      const text = readFileSync(join(ROOT, file), 'utf8');
      const [comment = ''] = /^\/\*\*[\s\S]*?\*\//.exec(text) ?? [];
      return {
        name: `${manifest.name}${path.slice(1)}`,
        source: file.replaceAll('\\', '/'),
        names: exportedNames(text),
        documented: comment.includes('@module') && comment.includes('```'),
        exportsAll: /^export \* from/m.test(text),
      };
    });
  });
}
