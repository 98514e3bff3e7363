import { expectation, isAllowed, usageError } from '@braggsim/core';
import { decimal, didYouMean, nearest } from '@braggsim/core/text';
import type { Arguments, Command, Option, OptionTable } from './subcommand';

/** A flag with all the options that it sets. */
type Flag = readonly [FlaggedOption, ...FlaggedOption[]];
type FlaggedOption = readonly [string, Option];

/** Returns the flags by all their names. */
function flagsOf(options: OptionTable): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const entry of Object.entries(options)) {
    const [, { flag, short, aliases = [] }] = entry;
    for (const name of [flag, short, ...aliases]) {
      const others = name === undefined ? undefined : flags.get(name);
      if (name !== undefined) flags.set(name, others ? [...others, entry] : [entry]);
    }
  }
  return flags;
}

/** Tells whether a word can be the value of a flag: anything without a leading dash, and negative numbers. */
const looksLikeValue = (word: string): boolean => !/^-[^\d.]/.test(word);

const numbersIn = (word: string) => word.split(/[\s,]+/).map((part) => decimal(part));

/** Converts a word to a value of an option; an impossible word is left for the check that follows. */
function spelled({ type, options = [], perAxis }: Option, word: string): unknown {
  if (perAxis && /[\s,]/.test(word.trim())) return numbersIn(word.trim());
  if (type === 'stringList') return [word];
  if (type === 'text' || type === 'stage' || type === 'enum' || options.includes(word)) return word;
  if (type === 'boolean') return word === 'true' || (word === 'false' ? false : undefined);
  if (type === 'numbers') return numbersIn(word);
  if (type === 'numberLists') return word.split(';').map(numbersIn);
  return decimal(word);
}

/** Describes the separators of values with several parts. */
const SEPARATED: Partial<Record<Option['type'], string>> = {
  numbers: ', separated by commas',
  numberLists: ', with commas within a list and semicolons between',
};

/**
 * Parses a word of the command line as the value of an option.
 *
 * @throws BraggsimError (`usage`) for a value that the option does not accept
 */
export function parseWord(option: Option, word: string): unknown {
  const value = spelled(option, word);
  if (isAllowed(option, value)) return value;
  const expected = expectation(option);
  throw usageError({
    message: `${option.flag} takes ${expected}${SEPARATED[option.type] ?? ''}, not '${word}'`,
    expected,
    found: word,
  });
}

/**
 * Returns the values of all options that a flag sets: one word for each, separated by commas, or one word for all of them
 * unless these are different things.
 */
function valuesOf(flag: Flag, word: string): [string, unknown][] {
  const words = flag.length > 1 ? word.split(',') : [word];
  const [[, { flag: name, flagTakesEach = false }]] = flag;
  const allowed = flagTakesEach ? [flag.length] : [1, flag.length];
  if (!allowed.includes(words.length)) {
    throw usageError(`${name} takes ${allowed.join(' or ')} values separated by commas, found '${word}'`);
  }
  return flag.map(([key, option], i) => [key, parseWord(option, words[i] ?? (words[0] as string))]);
}

function unknownFlag(name: string, { name: command }: Command, flags: Iterable<string>) {
  const remedy = didYouMean(name, flags, `; braggsim ${command} --help lists its flags`);
  return usageError({ message: `braggsim ${command} has no flag ${name}${remedy}`, found: name });
}

function checkCount({ name, arity = [0, 0], positionals: wanted = '' }: Command, positionals: readonly string[]) {
  const [least, most] = arity;
  if (positionals.length < least) {
    throw usageError(`braggsim ${name} needs ${wanted}; braggsim ${name} --help shows an example`);
  }
  const extra = positionals[most];
  if (extra === undefined) return;
  const remedy =
    decimal(extra) === undefined
      ? `; braggsim ${name} takes ${wanted || 'flags only'}`
      : '; several numbers of one flag are separated by commas';
  throw usageError({ message: `'${extra}' does not belong to a flag${remedy}`, found: extra });
}

/** Checks combinations of flags. @throws BraggsimError (`usage`) for flags that have no effect with another */
function checkIgnored({ options, ignored = [] }: Command, given: Readonly<Record<string, unknown>>): void {
  const isGiven = (flag: string) =>
    Object.entries(options).some(([key, option]) => option.flag === flag && key in given);
  for (const { beside, flags, why } of ignored) {
    const without = isGiven(beside) ? flags.filter(isGiven) : [];
    if (without.length === 0) continue;
    const verb = without.length === 1 ? 'has' : 'have';
    throw usageError({
      message: `${without.join(', ')} ${verb} no effect with ${beside}: ${why}; leave ${without.length === 1 ? 'it' : 'them'} out`,
      found: without.join(', '),
    });
  }
}

/** Parses the flag at the start of `words`; returns its values and the number of words that it uses. */
function takeFlag(flag: Flag, attached: string | undefined, words: readonly string[]) {
  const [[, option]] = flag;
  if (option.type === 'boolean') {
    // A flag that holds by default has an effect with =false only.
    if (attached !== undefined && option.default !== true)
      throw usageError(`${option.flag} takes no value, found '${attached}'`);
    const value = attached === undefined ? true : parseWord(option, attached);
    return { values: flag.map(([key]): [string, unknown] => [key, value]), taken: 1 };
  }
  const [token, next] = words;
  const word = attached ?? next;
  if (word === undefined || (attached === undefined && !looksLikeValue(word))) {
    const found = word === undefined ? 'the command line ends' : `'${word}' follows`;
    throw usageError(`${token} takes ${expectation(option)}, but ${found}`);
  }
  return { values: valuesOf(flag, word), taken: attached === undefined ? 2 : 1 };
}

/**
 * Parses the command line of a command. Flags start with one dash or two; their values follow as the next word or after
 * `=`. `--` ends the flags.
 *
 * @throws BraggsimError (`usage`) for an unknown flag, a missing or invalid value, and an argument that does not belong
 * to a flag
 */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const flags = flagsOf(command.options);
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const positionals: string[] = [];
  const options: Record<string, unknown> = {};
  for (let i = 0; i < end; ) {
    const token = argv[i] as string;
    if (looksLikeValue(token)) {
      positionals.push(token);
      i++;
      continue;
    }
    const [name = '', attached] = token.split(/=(.*)/s, 2);
    const flag = flags.get(name) ?? flags.get(`-${name}`);
    if (!flag) throw unknownFlag(name, command, flags.keys());
    const { values, taken } = takeFlag(flag, attached, argv.slice(i, end));
    for (const [key, value] of values) {
      const before = flag[0][1].type === 'stringList' ? ((options[key] ?? []) as unknown[]) : [];
      // The last one given is moved to the end, since `--set` and a flag may set the same field.
      delete options[key];
      options[key] = flag[0][1].type === 'stringList' ? [...before, ...(value as unknown[])] : value;
    }
    i += taken;
  }
  positionals.push(...argv.slice(end + 1));
  checkCount(command, positionals);
  checkIgnored(command, options);
  return { positionals, options: options as Arguments['options'] };
}

/** Reports an unknown command. @throws BraggsimError (`usage`) always, with similar commands */
export function unknownCommand(name: string, known: Iterable<string>): never {
  const names = [...known];
  const meant = nearest(name, names);
  const remedy = meant
    ? `did you mean braggsim ${meant}?`
    : /\.(ya?ml|json)$/i.test(name)
      ? `did you mean braggsim simulate ${name}?`
      : `the commands are ${names.join(', ')}`;
  throw usageError({ message: `there is no command '${name}'; ${remedy}`, found: name });
}
