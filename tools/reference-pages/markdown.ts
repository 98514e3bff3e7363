import type { Parameter } from '@braggsim/core';

/** Formats a text for one cell of a table: on one line, with vertical bars escaped. */
const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|');

/** Formats a Markdown table. Vertical bars in the cells are escaped. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Formats a text as code. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Formats several texts as code, separated by commas. */
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** Capitalizes the first letter of a text. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const TYPES: Readonly<Record<string, string>> = { text: 'text', texts: 'texts', boolean: 'yes or no' };

/** Describes the values of a parameter: `number above 0`, `integer 1 to 1024, or auto`, `one of a, b`. */
export function valueText(parameter: Parameter): string {
  const { type, options = [], count, min, max, exclusiveMin, nullableEntries, perAxis } = parameter;
  if (type === 'enum') return `one of ${codes(options)}`;
  const limits = [
    min === undefined ? '' : exclusiveMin ? ` above ${min}` : max === undefined ? ` from ${min}` : ` from ${min}`,
    max === undefined ? '' : ` to ${max}`,
  ].join('');
  const counts = [count ?? []].flat().join(' or ');
  const many = type === 'numberLists' ? `lists of ${counts} numbers` : counts ? `${counts} numbers` : 'numbers';
  const kind = type === 'numbers' || type === 'numberLists' ? many : (TYPES[type] ?? type);
  const words = options.length > 0 ? `, or ${codes(options)}` : '';
  return `${kind}${limits}${perAxis ? ', or three of them' : ''}${nullableEntries ? ', any of them `null`' : ''}${words}`;
}

/** Returns the default of a parameter as written in an experiment file; empty where there is none. */
export const defaultText = ({ default: value }: Parameter): string =>
  value === undefined ? '' : code(Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

/** Returns a generated page, whose first line names the script. */
export const page = (title: string, script: string, parts: readonly string[]): string =>
  `<!-- Written by ${script} (npx tsx --conditions=source tools/reference-pages/write.ts): do not edit. -->\n\n# ${title}\n\n${parts.join('\n\n')}\n`;
