import { usageError } from '@braggsim/core';

/** The required form of one value of a flag. */
export interface ValueSpec {
  readonly name: string;
  readonly unit?: string;
  readonly parse: (text: string, flag: string) => number | string;
}

interface Range {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** Excluded lower limit. */
  readonly above?: number;
}

const describe = (kind: string, { unit, min, max, above }: Range): string => {
  const limits = [
    above === undefined ? '' : ` above ${above}`,
    min === undefined ? '' : ` of at least ${min}`,
    max === undefined ? '' : `${min === undefined ? ' of' : ' and'} at most ${max}`,
  ].join('');
  return `${kind}${unit ? ` (${unit})` : ''}${limits}`;
};

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text);

/** Tells whether a token can be a value: a number, even a negative one, or anything without a leading dash. */
export const looksLikeValue = (token: string): boolean => !token.startsWith('-') || token === '-' || isNumber(token);

function numeric(kind: string, range: Range, accept: (x: number) => boolean): ValueSpec {
  return {
    name: kind === 'an integer' ? 'n' : 'x',
    ...(range.unit ? { unit: range.unit } : {}),
    parse: (text, flag) => {
      const x = Number(text.replace(/[dD]/, 'e'));
      const { min = -Infinity, max = Infinity, above = -Infinity } = range;
      const fits = isNumber(text) && Number.isFinite(x) && accept(x) && x >= min && x <= max && x > above;
      if (!fits) throw usageError(`${flag} takes ${describe(kind, range)}, not '${text}'`);
      return x;
    },
  };
}

export const number = (range: Range = {}): ValueSpec => numeric('a number', range, () => true);
export const integer = (range: Range = {}): ValueSpec => numeric('an integer', range, Number.isInteger);

/** Describes a value that is a seed, which the generator stores negated in 32 bits. */
export const seed = (): ValueSpec => integer({ min: 0, max: 2147483646 });

export const text = (name: string): ValueSpec => ({ name, parse: (value) => value });

/** Describes a value that is one of some words. */
export const word = (...words: string[]): ValueSpec => ({
  name: words.join('|'),
  parse: (value, flag) => {
    if (!words.includes(value)) throw usageError(`${flag} must be one of ${words.join(', ')}, found '${value}'`);
    return value;
  },
});

/** Describes a value that is a number or one of some words. */
export function numberOr(range: Range, ...words: string[]): ValueSpec {
  const plain = number(range);
  return {
    ...plain,
    name: `${plain.name}|${words.join('|')}`,
    parse: (value, flag) => (words.includes(value) ? value : plain.parse(value, flag)),
  };
}
