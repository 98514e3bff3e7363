/**
 * Reads CIF text: data blocks, items and loops.
 *
 * @module
 * @example
 * ```ts
 * import { parseCif } from '@braggsim/core/cif';
 *
 * console.log(typeof parseCif); // function
 * ```
 */
import { dataError } from './errors';

/** A table of a CIF block: names of columns and values. */
export interface CifLoop {
  /** Names of the columns, in lower case. */
  readonly tags: readonly string[];
  /** Values of the loop, row by row. */
  readonly values: readonly string[];
}

/** A data block of a CIF file. */
export interface CifBlock {
  readonly name: string;
  /** Single values by name, in lower case. */
  readonly items: ReadonlyMap<string, string>;
  readonly loops: readonly CifLoop[];
}

const [TAB, LF, CR, BLANK, QUOTE2, HASH, QUOTE1, SEMICOLON, UNDERSCORE] = [9, 10, 13, 32, 34, 35, 39, 59, 95];

interface Token {
  readonly text: string;
  /** Whether the word is quoted: then it is a value, whatever it spells. */
  readonly quoted: boolean;
}

const isBlank = (code: number): boolean => code === BLANK || code === LF || code === CR || code === TAB;

/** Splits a CIF text into words; the function that is returned gives `undefined` at the end. */
function tokens(text: string, name: string): () => Token | undefined {
  const { length } = text;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const startsLine = (i: number) => i === 0 || text.charCodeAt(i - 1) === LF || text.charCodeAt(i - 1) === CR;

  const field = (): Token => {
    const start = at + 1;
    let end = start;
    for (;;) {
      end = text.indexOf('\n;', end);
      if (end < 0) throw dataError(`${name}: a text field that begins with ';' has no end; is the file complete?`);
      if (end + 2 >= length || isBlank(text.charCodeAt(end + 2))) break;
      end += 2;
    }
    at = end + 2;
    return { text: text.slice(start, end).trim(), quoted: true };
  };

  const quoted = (quote: number): Token => {
    const start = at + 1;
    for (let i = start; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code === LF || code === CR) break;
      if (code === quote && (i + 1 === length || isBlank(text.charCodeAt(i + 1)))) {
        at = i + 1;
        return { text: text.slice(start, i), quoted: true };
      }
    }
    throw dataError(`${name}: a quoted word has no end: ${text.slice(at, at + 40).split('\n')[0]}`);
  };

  return () => {
    while (at < length) {
      const code = text.charCodeAt(at);
      if (isBlank(code)) at++;
      else if (code === HASH) {
        while (at < length && text.charCodeAt(at) !== LF && text.charCodeAt(at) !== CR) at++;
      } else if (code === SEMICOLON && startsLine(at)) return field();
      else if (code === QUOTE1 || code === QUOTE2) return quoted(code);
      else {
        const start = at;
        while (at < length && !isBlank(text.charCodeAt(at))) at++;
        return { text: text.slice(start, at), quoted: false };
      }
    }
    return undefined;
  };
}

/**
 * Parses a CIF 1.1 text into its blocks (S. R. Hall, F. H. Allen and I. D. Brown, Acta Cryst. A47 (1991) 655). Save
 * frames belong to dictionaries and are rejected.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) that names the block
 */
export function parseCif(text: string, name = 'CIF file'): CifBlock[] {
  const next = tokens(text, name);
  const blocks: { name: string; items: Map<string, string>; loops: CifLoop[] }[] = [];
  const block = () => {
    const current = blocks.at(-1);
    if (!current) throw dataError(`${name} is not a CIF file: expected it to begin with data_`);
    return current;
  };
  let token = next();
  while (token) {
    const word = token.text;
    const lower = token.quoted ? '' : word.toLowerCase();
    if (lower.startsWith('data_')) {
      blocks.push({ name: word.slice('data_'.length), items: new Map(), loops: [] });
      token = next();
    } else if (lower === 'loop_') {
      const [loop, after] = readLoop(next, name, block().name);
      block().loops.push(loop);
      token = after;
    } else if (lower.charCodeAt(0) === UNDERSCORE) {
      const value = next();
      if (!value || isKeyword(value)) throw dataError(`${name}, block ${block().name}: ${word} has no value`);
      block().items.set(lower, value.text);
      token = next();
    } else {
      throw dataError(`${name}, block ${block().name}: expected a name or loop_, found '${word.slice(0, 40)}'`);
    }
  }
  if (blocks.length === 0) throw dataError(`${name} is not a CIF file: expected it to begin with data_, found nothing`);
  return blocks;
}

const isKeyword = ({ text, quoted }: Token): boolean =>
  !quoted && (text.charCodeAt(0) === UNDERSCORE || /^(loop_$|data_|save_|stop_$|global_$)/i.test(text));

function readLoop(next: () => Token | undefined, name: string, block: string): [CifLoop, Token | undefined] {
  const tags: string[] = [];
  let token = next();
  while (token && !token.quoted && token.text.charCodeAt(0) === UNDERSCORE) {
    tags.push(token.text.toLowerCase());
    token = next();
  }
  const values: string[] = [];
  while (token && !isKeyword(token)) {
    values.push(token.text);
    token = next();
  }
  if (tags.length === 0 || values.length % tags.length !== 0) {
    const found = `${values.length} values`;
    throw dataError(
      `${name}, block ${block}: a loop of ${tags.length} columns (${tags[0] ?? 'no name'}) has ${found}; is the file complete?`,
    );
  }
  return [{ tags, values }, token];
}

/** Tells whether a CIF value is absent, unknown (`?`) or inapplicable (`.`). */
export const isMissing = (value: string | undefined): boolean => value === undefined || value === '?' || value === '.';

/** Parses the number of a CIF value without its uncertainty in parentheses; NaN where there is none. */
export function cifNumber(value: string | undefined): number {
  if (value === undefined || value === '' || isMissing(value)) return Number.NaN;
  const bracket = value.indexOf('(');
  return Number(bracket < 0 ? value : value.slice(0, bracket));
}

/** Finds the loop of a block that has a column. Values outside loops are a loop of one row. */
export function loopWith({ items, loops }: CifBlock, tag: string): CifLoop | undefined {
  const loop = loops.find(({ tags }) => tags.includes(tag));
  if (loop || !items.has(tag)) return loop;
  return { tags: [...items.keys()], values: [...items.values()] };
}

/** Finds a column of a loop by one of its names; the function that is returned gives undefined for an absent column. */
export function columnOf({ tags, values }: CifLoop, ...names: readonly string[]): (row: number) => string | undefined {
  const column = names.map((name) => tags.indexOf(name)).find((i) => i >= 0) ?? -1;
  return column < 0 ? () => undefined : (row) => values[row * tags.length + column];
}

/** Returns the number of rows of a loop. */
export const rowsOf = ({ tags, values }: CifLoop): number => values.length / tags.length;

/** Finds a value of a block, single or in the first row of a loop, by one of its names. */
export function cifValue(block: CifBlock, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const loop = loopWith(block, name);
    const value = loop && columnOf(loop, name)(0);
    if (!isMissing(value)) return value;
  }
  return undefined;
}
