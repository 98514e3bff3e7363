/** Path of a part of data: names of members, and numbers of list entries. */
export type Path = readonly (string | number)[];

/** Tells whether data are a record with named members, and not a list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns what stands at a path of data, such as `beam.wavelengthA` or `crystals.1.cell`; undefined where a part of it is missing. */
export const valueAt = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((part, key) => (part as Readonly<Record<string, unknown>> | null | undefined)?.[key], data);

/** Formats a path, with numbers of list entries in brackets: `readout[1].offset`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${key}` : key;
  }, '');

/** Longest text of a value in a message. */
const LONGEST = 60;

/** Formats a value for messages: text in quotation marks, other values as JSON of at most 60 characters, `nothing` for an absent one. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
