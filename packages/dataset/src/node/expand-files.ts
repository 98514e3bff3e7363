import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRecord, type Path } from '@braggsim/core/text';
import type { Members } from '../plan/reading';

const PATTERN = /[*?[]/;

/** Makes the expression of a name with `*`, `?` and `[...]`. */
const expressionOf = (name: string): RegExp =>
  new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\[!/g, '[^')}$`,
  );

/** Lists the files that a name stands for, sorted by name: itself, or all that a pattern in its last part fits. */
function matches(name: string): readonly string[] {
  if (!PATTERN.test(basename(name))) return [name];
  const folder = dirname(name);
  const expression = expressionOf(basename(name));
  try {
    return readdirSync(folder)
      .filter((entry) => expression.test(entry))
      .sort()
      .map((entry) => join(folder, entry));
  } catch {
    return [];
  }
}

/**
 * Replaces patterns among the files that fields choose from by the names of the files there are.
 *
 * @param report receives patterns that fit no file
 */
export function expandFiles(fields: Members, report: (path: Path, message: string) => void): Members {
  const { vary } = fields;
  if (!isRecord(vary)) return fields;
  const entries = Object.entries(vary).map(([path, value]) => {
    if (!isRecord(value) || value.files === undefined) return [path, value];
    const files = [value.files].flat().flatMap((name: unknown, i): readonly unknown[] => {
      if (typeof name !== 'string') return [name];
      const found = matches(name);
      if (found.length === 0) report(['vary', path, 'files', i], `no file fits '${name}'`);
      return found;
    });
    return [path, { ...value, files }];
  });
  return { ...fields, vary: Object.fromEntries(entries) };
}
