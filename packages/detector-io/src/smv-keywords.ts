import { dataError, type Warning } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';

/** The header of an SMV file. */
export interface SmvHeader {
  /** Offset of the pixels in bytes. */
  readonly bytes: number;
  readonly text: string;
  /** Values of the `KEY=value;` lines by their exact keys. */
  readonly fields: Readonly<Record<string, string>>;
}

const MAGIC = '{\nHEADER_BYT';
const FIRST_BLOCK = 512;
/**
 * Longest accepted header in bytes. No known program writes more; a damaged number must not make the pixels part of the
 * text.
 */
const LARGEST_HEADER = 2 ** 20;

/** Parses the number at the start of a text, or 0 where there is none, as C's atof does for decimal forms. */
function leadingNumber(text: string, from = 0): number {
  const pattern = /\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
  pattern.lastIndex = from;
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/**
 * Finds a number in the header as the C program does: after the last occurrence of the keyword, even within a longer
 * word, at the next `=`. So DISTANCE reads a later CLOSE_DISTANCE (docs/c-program.md P13).
 *
 * @returns undefined when the keyword is absent, 0 when no number follows
 */
export function keywordNumber({ text }: SmvHeader, keyword: string): number | undefined {
  const at = text.lastIndexOf(keyword);
  if (at < 0) return undefined;
  const equals = text.indexOf('=', at);
  return equals < 0 ? 0 : leadingNumber(text, equals + 1);
}

/**
 * Returns warnings for lines with exactly these names whose values differ from those that the rule of the C program
 * finds.
 */
export function keywordWarnings(header: SmvHeader, keywords: readonly string[]): Warning[] {
  return keywords.flatMap((keyword) => {
    const found = keywordNumber(header, keyword);
    const line = header.fields[keyword];
    if (line === undefined || found === leadingNumber(line)) return [];
    return {
      id: 'header-keyword',
      message: `the header line says ${keyword}=${line}, but ${found} is used: the last word that contains ${keyword} counts`,
    };
  });
}

/** Parses the lines of a header. The last one of a name is used, as in every reader of this format. */
function fieldsOf(text: string): Record<string, string> {
  const lines = text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*([^;\n]*)/gm);
  return Object.fromEntries(Array.from(lines, ([, key, value]) => [key, (value as string).trim()]));
}

const headerOf = (bytes: Uint8Array, size: number): SmvHeader => {
  const text = latin1(bytes.subarray(0, size));
  return { bytes: size, text, fields: fieldsOf(text) };
};

/** Parses the header of an SMV file. @throws BraggsimError (`data`) when the bytes do not start with one */
export function readSmvHeader(bytes: Uint8Array): SmvHeader {
  if (bytes.length < FIRST_BLOCK || latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw dataError(
      `this is not an SMV image: it should have at least ${FIRST_BLOCK} bytes and start with '{' and a line HEADER_BYTES=`,
    );
  }
  const first = headerOf(bytes, FIRST_BLOCK);
  const size = keywordNumber(first, 'HEADER_BYTES') ?? 0;
  if (!Number.isInteger(size) || size < MAGIC.length || size > Math.min(bytes.length, LARGEST_HEADER)) {
    throw dataError(`HEADER_BYTES of this SMV image is ${size}, but the file has ${bytes.length} bytes`);
  }
  return size === FIRST_BLOCK ? first : headerOf(bytes, size);
}
