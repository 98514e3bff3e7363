import { existsSync, readdirSync } from 'node:fs';
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

/**
 * Lists the files that a name stands for, sorted by name: itself, or all that a pattern in its last part fits; undefined for a pattern that
 * is none, such as one with a bracket that is not closed.
 */
function matches(name: string): readonly string[] | undefined {
  // A file may have a name that looks like a pattern.
  if (!PATTERN.test(basename(name)) || existsSync(name)) return [name];
  const folder = dirname(name);
  let expression: RegExp;
  try {
    expression = expressionOf(basename(name));
  } catch {
    return undefined;
  }
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
      if (!found) report(['vary', path, 'files', i], `'${name}' is no file, and no pattern of *, ? and [...] either`);
      else if (found.length === 0) report(['vary', path, 'files', i], `no file fits '${name}'`);
      // What has been reported is not reported again as a list without entries.
      return found?.length ? found : [name];
    });
    return [path, { ...value, files }];
  });
  return { ...fields, vary: Object.fromEntries(entries) };
}
