import { commands } from '../../packages/cli/src/braggsim/commands';
import { experimentOptions } from '../../packages/cli/src/braggsim/experiment-options';
import { FLAG_GROUPS } from '../../packages/cli/src/nanobragg/flags';
import type { FlagGroup } from '../../packages/cli/src/nanobragg/flags/flag';
import { NOISIFY_FLAGS } from '../../packages/cli/src/noisify/flags';
import { NONBRAGG_FLAGS } from '../../packages/cli/src/nonbragg/flags';
import type { Command, Option } from '../../packages/cli/src/terminal/subcommand';
import { code, codes, defaultText, page, sentence, table, valueText } from './markdown';

const HEAD = ['flag', 'value', 'unit', 'default', 'meaning'];

function optionRow({ short, aliases = [], ...option }: Option): string[] {
  return [
    codes([option.flag, ...(short ? [short] : []), ...aliases]),
    option.type === 'boolean' ? '' : option.value ? code(option.value) : valueText(option),
    option.unit ?? '',
    option.default === false ? '' : defaultText(option),
    sentence(option.doc),
  ];
}

/** Returns tables of options under the headings of the help. */
function optionTables(options: readonly Option[], level: string): string[] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const { group = 'Options' } = option;
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [...groups].flatMap(([title, all]) => [`${level} ${title}`, table(HEAD, all.map(optionRow))]);
}

const isOfExperiment = (option: Option): boolean =>
  Object.values<Option>(experimentOptions).some(({ flag }) => flag === option.flag);

function commandSection({ name, summary, description, positionals, options, examples = [] }: Command): string[] {
  const all = Object.values(options);
  const takesExperiment = all.some(isOfExperiment);
  const own = all.filter((option) => !takesExperiment || !isOfExperiment(option));
  return [
    `## ${code(`braggsim ${name}`)}`,
    `${sentence(summary)}.`,
    `\`\`\`text\nbraggsim ${name}${positionals ? ` ${positionals}` : ''}${all.length > 0 ? ' [flags]' : ''}\n\`\`\``,
    ...(description ? [sentence(description)] : []),
    ...(takesExperiment ? ['It also takes [flags of an experiment](#flags-of-an-experiment).'] : []),
    ...(own.length > 0 ? [table(HEAD, own.map(optionRow))] : []),
    ...(examples.length > 0 ? [`\`\`\`text\n${examples.join('\n')}\n\`\`\``] : []),
  ];
}

function dropIn<D>(name: string, groups: readonly FlagGroup<D>[]): string[] {
  return [
    `## ${code(name)}`,
    ...groups.flatMap(({ title, flags }) => [
      `### ${name}: ${title.toLowerCase()}`,
      table(
        ['flag', 'values', 'unit', 'meaning'],
        flags.map(({ names, values, doc }) => [
          codes(names),
          codes(values.map((value) => value.name)),
          values.find(({ unit }) => unit)?.unit ?? '',
          sentence(doc),
        ]),
      ),
    ]),
  ];
}

/** Returns the page of all flags of all commands, from the tables that the commands read. */
export async function flagsPage(): Promise<string> {
  const all = await Promise.all([...commands.values()].map((load) => load()));
  return page('Flags of the commands', 'tools/reference-pages/flags.ts', [
    'Flags of `braggsim` have two dashes; lists are separated by commas. Those of `nanoBragg`, `nonBragg` and `noisify` are ' +
      'the flags of the C programs of these names, with one dash or two; numbers in parentheses are defaults.',
    ...all.flatMap(commandSection),
    '## Flags of an experiment',
    'Each sets a [field of the experiment](fields.md) and takes precedence over the experiment file; `--set field=value` sets ' +
      'fields without a flag.',
    ...optionTables(Object.values<Option>(experimentOptions), '###'),
    ...dropIn('nanoBragg', FLAG_GROUPS),
    ...dropIn('nonBragg', NONBRAGG_FLAGS),
    ...dropIn('noisify', NOISIFY_FLAGS),
  ]);
}
