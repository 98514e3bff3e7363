import { isAbsolute, join } from 'node:path';
import { isRecord } from '@braggsim/core/text';
import { namesFile } from '../plan/fields';

/** Converts a name that is relative to a folder to one that is relative to the working directory; other values stay as they are. */
export const fromFolderOf = (folder: string, name: unknown): unknown =>
  typeof name === 'string' && !isAbsolute(name) ? join(folder, name) : name;

/**
 * Returns a field or group of a plan with the names of its files relative to the working directory: those of tables, those that fields
 * of files choose from, and those that conditions test.
 *
 * @param folder of the file that has it
 * @param path of the field, or name of the group
 */
export function drawnFrom(folder: string, path: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  const seen = (name: unknown) => fromFolderOf(folder, name);
  const seenAll = (names: unknown) => (Array.isArray(names) ? names.map(seen) : seen(names));
  const { table, when, rows, fields } = value;
  const lists = ['files', ...(namesFile(path) ? ['choice', 'constant'] : [])].filter((key) => key in value);
  const ofTable = isRecord(table) && Object.hasOwn(table, 'file') ? { ...table, file: seen(table.file) } : seen(table);
  const tested = ([key, wanted]: readonly [string, unknown]) => [key, namesFile(key) ? seenAll(wanted) : wanted];
  const ofRow = (row: unknown) =>
    Array.isArray(row) && Array.isArray(fields)
      ? row.map((entry, i) => (namesFile(String(fields[i])) ? seen(entry) : entry))
      : row;
  return {
    ...value,
    ...Object.fromEntries(lists.map((key) => [key, seenAll(value[key])])),
    ...(table !== undefined && { table: ofTable }),
    ...(isRecord(when) && { when: Object.fromEntries(Object.entries(when).map(tested)) }),
    ...(Array.isArray(rows) && { rows: rows.map(ofRow) }),
  };
}
