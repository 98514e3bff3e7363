import { decimal } from '@braggsim/core/text';

const [TOKEN, SEPARATOR, LINE_END, COMMENT] = [0, 1, 2, 3];
const [LF, CR, PLUS, MINUS, POINT, ZERO, NINE] = [10, 13, 43, 45, 46, 48, 57];

/** The role of each byte value between numbers. */
const KIND = new Uint8Array(256);
for (const separator of ' \t\v\f,') KIND[separator.charCodeAt(0)] = SEPARATOR;
for (const comment of '#!') KIND[comment.charCodeAt(0)] = COMMENT;
for (const end of [LF, CR]) KIND[end] = LINE_END;

/** Longest accepted spelling of a number, in characters. Messages show the start of longer words. */
const LONGEST_WORD = 1000;
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

/**
 * Iterates over the numbers of a text without splitting it into lines and words, which would take longer than parsing
 * the numbers.
 */
export function scan(bytes: Uint8Array) {
  const { length } = bytes;
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let position = hasMark ? 3 : 0;
  const kindAt = (i: number): number => KIND[bytes[i] as number] as number;

  const toLineEnd = (): void => {
    while (position < length && kindAt(position) !== LINE_END) position++;
  };

  /** Moves to the next word of this line, or of the rest of the text. Returns false where there is none. */
  const toWord = (beyondLine: boolean): boolean => {
    while (position < length) {
      const kind = kindAt(position);
      if (kind === TOKEN) return true;
      if (kind === LINE_END && !beyondLine) return false;
      if (kind === COMMENT) toLineEnd();
      else position++;
    }
    return false;
  };

  /** Returns the word at the current position without moving past it. */
  const word = (): string => {
    let end = position;
    while (end < length && end - position < LONGEST_WORD && kindAt(end) === TOKEN) end++;
    return new TextDecoder().decode(bytes.subarray(position, end));
  };

  /** Parses the next word as a number and moves past it; returns undefined where it is not a number. */
  const number = (): number | undefined => {
    const negative = bytes[position] === MINUS;
    let i = negative || bytes[position] === PLUS ? position + 1 : position;
    let significand = 0;
    let digits = 0;
    let whole = -1;
    for (; i < length; i++) {
      const byte = bytes[i] as number;
      if (byte >= ZERO && byte <= NINE) {
        significand = significand * 10 + byte - ZERO;
        digits++;
      } else if (byte === POINT && whole < 0) whole = digits;
      else break;
    }
    if (digits > 0 && digits <= EXACT_DIGITS && (i === length || kindAt(i) !== TOKEN)) {
      position = i;
      // Both are whole numbers that float64 holds exactly, so their ratio is rounded once, as by `Number`.
      const size = whole < 0 ? significand : significand / (POWERS_OF_TEN[digits - whole] as number);
      return negative ? -size : size;
    }
    const spelled = word();
    const value = spelled.length < LONGEST_WORD ? decimal(spelled) : undefined;
    if (value !== undefined) while (position < length && kindAt(position) === TOKEN) position++;
    return value;
  };

  /** Returns the number of the current line, from 1. CR, LF and CR LF each end a line. */
  const line = (): number => {
    let count = 1;
    for (let i = 0; i < position; i++) {
      if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) count++;
    }
    return count;
  };

  return { toWord, toLineEnd, word, number, line };
}
