import { usageError } from '@braggsim/core';
import { didYouMean } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { FLAG_GROUPS, type Flag, type FlagGroup } from './flags';
import { type Draft, type Invocation, newDraft } from './invocation';
import { looksLikeValue } from './values';

/** A flag of a command line with its parsed values. */
export interface Occurrence<D = Draft> {
  readonly flag: Flag<D>;
  readonly values: readonly (number | string)[];
}

/** Names in old example command lines that the C program never parsed. */
const NEVER_PARSED: Readonly<Record<string, string>> = {
  '-hdiv': '-hdivrange',
  '-vdiv': '-vdivrange',
  '-dispstep': '-dispsteps',
};

/** Returns a flag with one dash; flags are accepted with one dash or two. */
const withOneDash = (token: string): string => (token.startsWith('--') ? token.slice(1) : token);

/** Returns the error for an unknown flag, with the most similar known one. */
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
 * @throws BraggsimError (`usage`) for an unknown flag, a missing value or one that cannot be parsed
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
      throw usageError(`'${token}' does not belong to a flag; every argument is a flag or one of its values`);
    }
    const { values, next } = takeValues(flag, token, argv, i);
    i = next;
    occurrences.push({ flag, values });
  }
  return occurrences;
}

/** Parses the command line of nanoBragg. */
export const scan = (argv: readonly string[]): Occurrence[] => scanFlags(argv, FLAG_GROUPS, 'nanoBragg');

/** Returns the values that follow a flag at `start`, and the position of the next flag. */
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
    // An optional value never starts with a dash, even as a number, since that is how the C program ends a cell.
    if (values.length >= flag.least && word.startsWith('-')) break;
    values.push(spec.parse(word, token));
    next++;
    if (word === flag.alone) return { values, next };
  }
  if (values.length < flag.least) {
    const wanted = flag.values.slice(0, flag.least).map((v) => `<${v.name}>${v.unit ? ` (${v.unit})` : ''}`);
    const found = argv[next] === undefined ? 'the command line ends' : `'${argv[next]}' follows`;
    throw usageError(`${token} takes ${wanted.join(' ')}, but after ${values.length} of them ${found}`);
  }
  return { values, next };
}

/**
 * Applies flags from left to right to the values of image headers.
 *
 * @param fromHeaders fields from `-mask` and `-img`, over which explicit flags take precedence
 */
export function applyFlags(occurrences: readonly Occurrence[], fromHeaders: Experiment = {}): Invocation {
  const draft = newDraft({ compat: 'nanobragg-c', ...fromHeaders });
  for (const { flag, values } of occurrences) flag.apply(draft, values);
  return draft as Invocation;
}

/** Parses a whole command line, without header files. */
export const parseCommandLine = (argv: readonly string[]): Invocation => applyFlags(scan(argv));
