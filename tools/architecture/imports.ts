import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';

/** The packages that each package imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const SPECIFIER = /(?:from|import)\s*\(?\s*['"]@braggsim\/([\w-]+)/g;
/** Files that are not published: tests, benchmarks and their helpers. */
const OF_TESTS = /((^|[./\\])(test|bench|fixture)\.ts$|(^|[/\\])testing[/\\])/;

/** Reads the packages that the sources of each package import, without tests. */
export function realImports(): Imports {
  const names = readdirSync(join(ROOT, 'packages')).sort();
  return new Map(
    names.map((name) => {
      const source = join(ROOT, 'packages', name, 'src');
      const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
      const texts = files
        .filter((file) => file.endsWith('.ts') && !OF_TESTS.test(file))
        .map((file) => readFileSync(join(source, file), 'utf8'));
      const imported = texts.flatMap((text) => [...text.matchAll(SPECIFIER)].map(([, other = '']) => other));
      return [name, [...new Set(imported)].filter((other) => other !== name).sort()];
    }),
  );
}

/** Finds all packages that a package imports, directly or through others. */
export function reachable(imports: Imports, from: string): ReadonlySet<string> {
  const visited = new Set<string>();
  const visit = (name: string) => {
    for (const next of imports.get(name) ?? []) {
      if (visited.has(next)) continue;
      visited.add(next);
      visit(next);
    }
  };
  visit(from);
  return visited;
}

/** Removes imports that follow from others. */
export function reduced(imports: Imports): Imports {
  return new Map(
    [...imports].map(([name, direct]) => [
      name,
      direct.filter((one) => !direct.some((other) => other !== one && reachable(imports, other).has(one))),
    ]),
  );
}

/** Computes the level of each package: 0 without imports, otherwise one more than the highest level that it imports. */
export function levels(imports: Imports): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  const level = (name: string): number => {
    const value = result.get(name) ?? 1 + Math.max(-1, ...(imports.get(name) ?? []).map(level));
    result.set(name, value);
    return value;
  };
  for (const name of imports.keys()) level(name);
  return result;
}
