import type { Parameter, ParameterTable } from '@braggsim/core';
import { builtinTables, CHAIN_DOCS, SECTIONS } from '@braggsim/experiment';
import { code, defaultText, page, sentence, table, valueText } from './markdown';

const { fields, chains, records, sectionLists } = builtinTables;

/** Lists of records, and lists of sections with what an entry has besides the section. */
const recordLists = { ...records, ...sectionLists };

const HEAD = ['field', 'value', 'unit', 'default', 'meaning', 'flag'];

const row = (name: string, parameter: Parameter): string[] => [
  code(name),
  valueText(parameter) + (parameter.required ? ' (required)' : ''),
  parameter.unit ?? '',
  defaultText(parameter),
  sentence(parameter.doc),
  code(parameter.flag ?? ''),
];

const rows = (entries: ParameterTable): string[][] => Object.entries(entries).map(([name, entry]) => row(name, entry));

const fieldTable = (entries: ParameterTable): string =>
  Object.keys(entries).length === 0 ? 'It has no parameters.' : table(HEAD, rows(entries));

/** Returns the fields of one heading, with the lists of records in its sections. */
function section(title: string, names: readonly string[]): string[] {
  const isHere = (path: string) => names.includes(path.split('.')[0] as string);
  const own = Object.fromEntries(Object.entries(fields).filter(([path]) => isHere(path)));
  const records = Object.entries(recordLists).filter(([path]) => isHere(path));
  return [
    ...(Object.keys(own).length > 0 ? [`## ${title}`, fieldTable(own)] : []),
    ...records.flatMap(([path, { doc, fields: inRecord }]) => [`### ${code(path)}`, doc, fieldTable(inRecord)]),
  ];
}

function chain(name: string): string[] {
  return [
    `## ${sentence(name)}`,
    `${CHAIN_DOCS[name]} A list in \`${name}\`; each entry names its stage by \`kind\`.`,
    ...Object.entries(chains[name] ?? {}).flatMap(([kind, parameters]) => [
      `### ${code(`${name}: ${kind}`)}`,
      fieldTable(parameters),
    ]),
  ];
}

/**
 * Returns the page of all fields of an experiment file, from the tables of which validation, flags and the schema are
 * made.
 */
export function fieldsPage(): string {
  const titles = [...new Set(Object.values(SECTIONS))];
  const namesOf = (title: string) => Object.keys(SECTIONS).filter((name) => SECTIONS[name] === title);
  return page('Fields of the experiment file', 'tools/reference-pages/fields.ts', [
    'The guide to [the experiment file](../guide/experiment-file.md) explains the format; `braggsim init --all` writes a file ' +
      'with every field. A field without a default follows from other fields, or is off.',
    ...titles.flatMap((title) => {
      const names = namesOf(title);
      const chained = names.filter((name) => Object.keys(chains[name] ?? {}).length > 0);
      return [...section(title, names), ...chained.flatMap(chain)];
    }),
  ]);
}
