import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';

/** The packages that each package imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const SPECIFIER = /(?:from|import)\s*\(?\s*['"]@braggsim\/([\w-]+)/g;
/** What is not published: tests, benchmarks and what only they use. */
const OF_TESTS = /((^|[./\\])(test|bench|fixture)\.ts$|(^|[/\\])testing[/\\])/;

/** The packages that the sources of each package import, tests left out: the arrows as they are, not as they may be. */
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

/** Everything that a package stands on, directly or through others. */
export function reachable(imports: Imports, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    for (const next of imports.get(name) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(from);
  return found;
}

/** The imports without those that follow from others: what a drawing needs to show. */
export function reduced(imports: Imports): Imports {
  return new Map(
    [...imports].map(([name, direct]) => [
      name,
      direct.filter((one) => !direct.some((other) => other !== one && reachable(imports, other).has(one))),
    ]),
  );
}

/** How far each package stands above those that import nothing: one more than the highest that it imports. */
export function levels(imports: Imports): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const level = (name: string): number => {
    const known = found.get(name) ?? 1 + Math.max(-1, ...(imports.get(name) ?? []).map(level));
    found.set(name, known);
    return known;
  };
  for (const name of imports.keys()) level(name);
  return found;
}
