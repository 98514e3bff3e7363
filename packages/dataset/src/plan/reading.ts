import { didYouMean, type Path, pathText, shown } from '@braggsim/core/text';

/** Reports a problem with the part of a plan at a path. */
export type Report = (path: Path, message: string) => void;

/** A part of a plan that is being read, with its path and the way to report what is wrong with it. */
export interface Part {
  readonly value: unknown;
  readonly path: Path;
  readonly report: Report;
}

/** A record of a plan by the names of its members. */
export type Members = Readonly<Record<string, unknown>>;

/** Reports that a part is not what was expected. */
export const expected = ({ value, path, report }: Part, what: string): undefined =>
  void report(path, `${pathText(path)} is ${what}, not ${shown(value)}`);

/** Returns a member of a record, or an entry of a list, as a part of its own. */
export const member = ({ value, path, report }: Part, key: string | number): Part => ({
  value: (value as Members | undefined)?.[key],
  path: [...path, key],
  report,
});

/** Reports the members of a record of a plan that are not known, with what they may have been meant to be. */
export function refuseOthers(part: Part, known: readonly string[]): void {
  for (const key of Object.keys(part.value as Members)) {
    if (known.includes(key)) continue;
    const place = pathText(part.path);
    const remedy = didYouMean(key, known, `; it has ${known.join(', ')}`);
    part.report([...part.path, key], `${place} has no member '${key}'${remedy}`);
  }
}

/** Limits of a number. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly whole?: true;
}

const describe = ({ min, max, above, whole }: Limits): string =>
  [
    whole ? 'a whole number' : 'a number',
    above === undefined ? '' : `above ${above}`,
    min === undefined ? '' : `from ${min}`,
    max === undefined ? '' : `to ${max}`,
  ]
    .filter(Boolean)
    .join(' ');

/** Reads a number within limits; undefined, and a report, for anything else. */
export function readNumber(part: Part, limits: Limits = {}): number | undefined {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = limits;
  const { value } = part;
  const allowed = typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max && value > above;
  if (allowed && (!limits.whole || Number.isInteger(value))) return value;
  return expected(part, describe(limits));
}

/** Reads a list of numbers, of a certain length where one is given. */
export function readNumbers(part: Part, count?: number, limits: Limits = {}): readonly number[] | undefined {
  const { value } = part;
  const what = count === undefined ? 'a list of numbers' : `${count} numbers`;
  if (!Array.isArray(value) || value.length === 0 || (count !== undefined && value.length !== count))
    return expected(part, what);
  const numbers = value.map((_, i) => readNumber(member(part, i), limits));
  return numbers.every((number) => number !== undefined) ? (numbers as number[]) : undefined;
}

/** Reads a value that is one of several words; another is reported and gives undefined. */
export function readWord<W extends string>(part: Part, words: readonly W[]): W | undefined {
  const { value } = part;
  if (typeof value === 'string' && (words as readonly string[]).includes(value)) return value as W;
  const remedy = typeof value === 'string' ? didYouMean(value, words) : '';
  return void part.report(part.path, `${pathText(part.path)} is ${words.join(' or ')}, not ${shown(value)}${remedy}`);
}

/** Reads true or false. */
export const readFlag = (part: Part): boolean | undefined =>
  typeof part.value === 'boolean' ? part.value : expected(part, 'true or false');
