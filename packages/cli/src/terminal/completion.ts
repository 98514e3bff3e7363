import { usageError } from '@braggsim/core';
import type { Command, Option } from './subcommand';

/** The words that can follow on a command line, for every command. */
interface Grammar {
  readonly commands: readonly Pick<Command, 'name' | 'summary'>[];
  /** Flags by command. */
  readonly flags: ReadonlyMap<string, readonly Option[]>;
}

/** Returns the options of a command; flags that several options share occur once. */
const flagsOf = ({ options }: Command): Option[] => [
  ...new Map(Object.values(options).map((option) => [option.flag, option])).values(),
];

const namesOf = ({ flag, short, aliases = [] }: Option): string[] => [flag, ...(short ? [short] : []), ...aliases];

/** Quotes a text with single quotes for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bash({ commands, flags }: Grammar): string {
  const words = commands.flatMap(({ name }) => {
    const options = flags.get(name) ?? [];
    const values = options
      .filter(({ options: choices = [] }) => choices.length > 0)
      .map((option) => `      ${name}:${option.flag}) words=${quoted((option.options ?? []).join(' '))} ;;`);
    return [...values, `      ${name}:*) words=${quoted(options.flatMap(namesOf).join(' '))} ;;`];
  });
  return [
    '_braggsim() {',
    '  local current="$2" previous="$3" command words',
    // The command that is being completed is the second word of the line.
    '  read -r _ command _ <<< "$COMP_LINE"',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words=${quoted(commands.map(({ name }) => name).join(' '))}`,
    '  else',
    '    case "$command:$previous" in',
    ...words,
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _braggsim braggsim',
    '',
  ].join('\n');
}

function zsh({ commands, flags }: Grammar): string {
  /** Removes the characters with a special meaning in an `_arguments` specification from a description. */
  const plain = (text: string) => text.replace(/[[\]:]/g, ' ');
  const specification = (option: Option) => {
    const { type, options = [], doc } = option;
    const action = options.length > 0 ? `(${options.join(' ')})` : '_files';
    const value = type === 'boolean' ? '' : `:value:${action}`;
    return namesOf(option).map((name) => `        ${quoted(`*${name}[${plain(doc)}]${value}`)}`);
  };
  return [
    '#compdef braggsim',
    '_braggsim() {',
    '  local -a commands',
    '  commands=(',
    ...commands.map(({ name, summary }) => `    ${quoted(`${name}:${plain(summary)}`)}`),
    '  )',
    "  if (( CURRENT == 2 )); then _describe 'command' commands; return; fi",
    '  case "$words[2]" in',
    ...commands.flatMap(({ name }) => [
      `    ${name})`,
      '      _arguments \\',
      ...(flags.get(name) ?? []).flatMap(specification).map((line) => `${line} \\`),
      "        '*:file:_files' ;;",
    ]),
    '  esac',
    '}',
    'compdef _braggsim braggsim',
    '',
  ].join('\n');
}

function fish({ commands, flags }: Grammar): string {
  const lines = commands.flatMap(({ name, summary }) => [
    `complete -c braggsim -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...(flags.get(name) ?? []).flatMap((option) => {
      const { flag, short, aliases = [], type, options = [], doc } = option;
      const names = [flag, ...aliases].map((long) => `-l ${long.slice(2)}`).join(' ');
      const value = type === 'boolean' ? '' : options.length > 0 ? ` -x -a ${quoted(options.join(' '))}` : ' -r';
      const letter = short ? ` -s ${short.slice(1)}` : '';
      return `complete -c braggsim -n '__fish_seen_subcommand_from ${name}' ${names}${letter}${value} -d ${quoted(doc)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

const SHELLS: Readonly<Record<string, (grammar: Grammar) => string>> = { bash, zsh, fish };

export const shells: readonly string[] = Object.keys(SHELLS);

/**
 * Returns the completion script of a shell.
 *
 * @throws BraggsimError (`usage`) for a shell that is not supported
 */
export function completionScript(shell: string, commands: readonly Command[]): string {
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (!script) throw usageError(`there is completion for ${shells.join(', ')}, not for '${shell}'`);
  return script({ commands, flags: new Map(commands.map((command) => [command.name, flagsOf(command)])) });
}
