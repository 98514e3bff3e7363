import type { Parameter } from './parameters';
import { formatG } from './printf';

/** Splits a text into its lines, which end in LF, CR LF or CR; a byte order mark at its start is left out. */
export const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);

/** Breaks a text into lines of at most `width` characters, at blanks. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] as string;
    if (last && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

/** A default as users would type it. */
export const defaultText = ({ default: value }: Parameter): string | undefined => {
  if (value === undefined || value === false) return undefined;
  if (typeof value === 'number') return formatG(value, 12);
  return Array.isArray(value) ? value.join(',') : String(value);
};

/** A text with a capital at its start, unless that is a name of one letter, which the article is not. */
export const sentence = (text: string): string =>
  /^(?!a )\w\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
