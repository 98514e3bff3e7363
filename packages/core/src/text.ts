import type { Parameter } from './parameters';
import { formatG } from './printf';

/** Splits a text into its lines, which end in LF, CR LF or CR; a byte order mark at its start is left out. */
export const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);

const windows1252 = new TextDecoder('windows-1252');
const PAST_LATIN1 = /[^\0-\xff]/;
/** Bytes that are passed to one call as its arguments. */
const PIECE = 4096;

/**
 * Decodes bytes as ISO 8859-1, in which every byte is the character of its number. `TextDecoder` takes that name for
 * Windows-1252, and bytes 0x80 to 0x9f for other characters, in some versions of Node and not in others.
 */
export function latin1(bytes: Uint8Array): string {
  // Many times as fast where the encodings agree, which is everywhere but in those bytes.
  const text = windows1252.decode(bytes);
  if (!PAST_LATIN1.test(text)) return text;
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, i) =>
    String.fromCharCode(...bytes.subarray(i * PIECE, (i + 1) * PIECE)),
  );
  return pieces.join('');
}

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

/** Formats the default of a parameter as a user would type it. */
export const defaultText = ({ default: value }: Parameter): string | undefined => {
  if (value === undefined || value === false) return undefined;
  if (typeof value === 'number') return formatG(value, 12);
  return Array.isArray(value) ? value.join(',') : String(value);
};

/** Capitalizes the first letter of a text, unless that is a name of one letter other than the article. */
export const sentence = (text: string): string =>
  /^(?!a )\w\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
