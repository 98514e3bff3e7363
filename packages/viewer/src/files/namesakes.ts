import { baseName } from '@braggsim/core/text';

/** Returns the paths of different files that have the same name in different folders; those of each name are together. */
export function namesakes(paths: readonly string[]): string[][] {
  const byName = new Map<string, string[]>();
  for (const path of paths) byName.set(baseName(path), [...(byName.get(baseName(path)) ?? []), path]);
  return [...byName.values()].filter(({ length }) => length > 1);
}
