import { usageError } from '@braggsim/core';
import { didYouMean } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { FLAG_GROUPS, type Flag, type FlagGroup } from './flags';
import { type Draft, type Invocation, newDraft } from './invocation';
import { looksLikeValue } from './values';

/** A flag as it stood on the command line, with its parsed values. */
export interface Occurrence<D = Draft> {
  readonly flag: Flag<D>;
  readonly values: readonly (number | string)[];
}

/** Names that old example lines carry although the C program never parsed them. */
const NEVER_PARSED: Readonly<Record<string, string>> = {
  '-hdiv': '-hdivrange',
  '-vdiv': '-vdivrange',
  '-dispstep': '-dispsteps',
};

/** Flags match with one dash or two. */
const withOneDash = (token: string): string => (token.startsWith('--') ? token.slice(1) : token);

/** Thrown for a flag that does not exist, with the nearest one that does. */
const unknownFlag = (token: string, names: Iterable<string>, program: string) => {
  const meant = NEVER_PARSED[withOneDash(token)];
  return usageError({
    message: meant
      ? `the C program never parsed ${token}; did you mean ${meant}?`
      : `unknown flag ${token}${didYouMean(token, names)}; ${program} -help lists them all`,
    found: token,
  });
};

/**
 * Splits a command line of the drop-in `program` into flags and their values.
 *
 * @throws BraggsimError (`usage`) for an unknown flag, a missing value or one that does not parse
 */
export function scanFlags<D>(
  argv: readonly string[],
  groups: readonly FlagGroup<D>[],
  program: string,
): Occurrence<D>[] {
  const byName = new Map(
    groups.flatMap(({ flags }) => flags.flatMap((flag) => flag.names.map((name) => [name, flag] as const))),
  );
  const occurrences: Occurrence<D>[] = [];
  for (let i = 0; i < argv.length; ) {
    const token = argv[i++] as string;
    const flag = byName.get(withOneDash(token));
    if (!flag) {
      if (token.startsWith('-')) throw unknownFlag(token, byName.keys(), program);
      throw usageError(`'${token}' belongs to no flag; every argument is a flag or one of its values`);
    }
    const { values, next } = takeValues(flag, token, argv, i);
    i = next;
    occurrences.push({ flag, values });
  }
  return occurrences;
}

/** The command line of nanoBragg. */
export const scan = (argv: readonly string[]): Occurrence[] => scanFlags(argv, FLAG_GROUPS, 'nanoBragg');

/** The values that follow a flag at `start`, and where the next flag stands. */
function takeValues(
  flag: Pick<Flag, 'values' | 'least' | 'alone'>,
  token: string,
  argv: readonly string[],
  start: number,
) {
  const values: (number | string)[] = [];
  let next = start;
  for (const spec of flag.values) {
    const word = argv[next];
    if (word === undefined || !looksLikeValue(word)) break;
    // An optional value never starts with a dash, even as a number: so does the C program end a cell.
    if (values.length >= flag.least && word.startsWith('-')) break;
    values.push(spec.parse(word, token));
    next++;
    if (word === flag.alone) return { values, next };
  }
  if (values.length < flag.least) {
    const wanted = flag.values.slice(0, flag.least).map((v) => `<${v.name}>${v.unit ? ` (${v.unit})` : ''}`);
    const found = argv[next] === undefined ? 'the line ends' : `'${argv[next]}' follows`;
    throw usageError(`${token} takes ${wanted.join(' ')}, but after ${values.length} of them ${found}`);
  }
  return { values, next };
}

/**
 * Applies flags from left to right to what image headers gave.
 *
 * @param fromHeaders fields taken from `-mask` and `-img`; explicit flags win over them
 */
export function applyFlags(occurrences: readonly Occurrence[], fromHeaders: Experiment = {}): Invocation {
  const draft = newDraft({ compat: 'nanobragg-c', ...fromHeaders });
  for (const { flag, values } of occurrences) flag.apply(draft, values);
  return draft as Invocation;
}

/** The whole command line, without header files. */
export const parseCommandLine = (argv: readonly string[]): Invocation => applyFlags(scan(argv));
