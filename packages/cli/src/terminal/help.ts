import type { Parameter } from '@braggsim/core';
import { defaultText, sentence, wrap } from '@braggsim/core/text';
import { SECTIONS } from '@braggsim/experiment';
import type { Terminal } from './command';
import type { Command, CommandRegistry, Option } from './subcommand';
import { placeholder } from './words';

const WIDTH = 100;
const INDENT = 34;

/** Returns text styles, which are plain where the terminal has no colour. */
const styles = ({ colour = false }: Terminal) => {
  const style = (code: number) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { heading: style(1), name: style(36), faint: style(2) };
};

/** Returns unit and default in brackets, for the end of a description. */
function facts(option: Parameter): string {
  const all = [option.unit, defaultText(option) && `default ${defaultText(option)}`].filter(Boolean);
  return all.length > 0 ? ` [${all.join('; ')}]` : '';
}

/** Returns the other names of a flag, for the end of its description. */
function otherNames({ aliases = [] }: Option): string {
  return aliases.length > 0 ? `; also ${aliases.join(', ')}` : '';
}

function flagLines(option: Option, shared: number, terminal: Terminal): string[] {
  const { name } = styles(terminal);
  const value = placeholder(option, shared);
  const names = `  ${option.short ? `${option.short}, ` : '    '}${option.flag}`;
  const long = option.type === 'enum' && names.length + value.length + 3 > INDENT;
  const left = value ? `${names} <${long ? 'word' : value}>` : names;
  const words = long ? ` (${option.options?.join(', ')})` : '';
  const [first = '', ...rest] = wrap(
    `${sentence(option.doc)}${words}${otherNames(option)}${facts(option)}`,
    WIDTH - INDENT,
  );
  const lines = rest.map((line) => ' '.repeat(INDENT) + line);
  const shown = left.replace(option.flag, name(option.flag));
  const fits = left.length < INDENT - 1;
  const start = fits ? [shown + ' '.repeat(INDENT - left.length) + first] : [shown, ' '.repeat(INDENT) + first];
  return [...start, ...lines];
}

/**
 * Returns the options of a command by group, in the order of experiment files; flags that several options share occur
 * once.
 */
function groups({ options }: Command): Map<string, Map<string, Option[]>> {
  const result = new Map<string, Map<string, Option[]>>();
  for (const title of Object.values(SECTIONS)) result.set(title, new Map());
  for (const option of Object.values(options)) {
    const group = result.get(option.group ?? 'Options') ?? new Map<string, Option[]>();
    group.set(option.flag, [...(group.get(option.flag) ?? []), option]);
    result.set(option.group ?? 'Options', group);
  }
  return new Map([...result].filter(([, flags]) => flags.size > 0));
}

/** Prints the help of one command. */
export function commandHelp(command: Command, terminal: Terminal): string {
  const { heading } = styles(terminal);
  const { name, summary, positionals, description, examples = [] } = command;
  const sections = [...groups(command)].flatMap(([title, flags]) => [
    '',
    heading(title),
    ...[...flags.values()].flatMap((all) => flagLines(all[0] as Option, all.length, terminal)),
  ]);
  return [
    `braggsim ${name}: ${summary}`,
    '',
    `${heading('Usage')}  braggsim ${name}${positionals ? ` ${positionals}` : ''}${sections.length > 0 ? ' [flags]' : ''}`,
    ...(description ? ['', ...wrap(description, WIDTH)] : []),
    ...sections,
    ...(examples.length > 0 ? ['', heading('Examples'), ...examples.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
}

/** Prints the overview of commands. */
export async function overview(commands: CommandRegistry, terminal: Terminal): Promise<string> {
  const { heading, name } = styles(terminal);
  const all = await Promise.all([...commands.values()].map((load) => load()));
  const width = Math.max(...all.map((command) => command.name.length)) + 2;
  return [
    'braggsim: X-ray diffraction images of small crystals on an absolute scale',
    '',
    `${heading('Usage')}  braggsim <command> [flags]`,
    '',
    heading('Commands'),
    ...all.map(
      (command) => `  ${name(command.name)}${' '.repeat(width - command.name.length)}${sentence(command.summary)}`,
    ),
    '',
    heading('To begin'),
    '  braggsim init my.yaml           a commented experiment file',
    '  braggsim simulate my.yaml       its image',
    '  braggsim <command> --help       every flag, with units and defaults',
    '',
    ...wrap(
      'The command nanoBragg takes the flags of the nanoBragg C program and writes the same files. ' +
        'Exit codes: 0 success, 2 a flag, field or value is wrong, 3 images differ by more than allowed, 4 not converged ' +
        'or incomplete, 9 a file is wrong or missing, 75 stopped early with what was finished kept, 130 interrupted, ' +
        '1 internal error.',
      WIDTH,
    ),
    '',
  ].join('\n');
}
