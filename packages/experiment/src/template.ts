import type { Parameter, ParameterTable } from '@braggsim/core';
import { defaultText, sentence, wrap } from '@braggsim/core/text';
import { SECTIONS, type SectionList } from './parameters';
import { builtinTables, CHAIN_DOCS, type ExperimentTables, type StageKinds } from './tables';

/** Fields that a new experiment file sets, as they are written; other fields are comments. */
const STARTER: Readonly<Record<string, string>> = {
  'beam.wavelengthA': '1.0',
  'beam.fluencePerM2': '1e30',
  'beam.polarization': '0.9',
  'detector.convention': 'mosflm',
  'detector.pixelsFast': '512',
  'detector.pixelsSlow': '512',
  'detector.pixelMm': '0.2',
  'detector.distanceMm': '150',
  'scan.startDeg': '0',
  'scan.widthDeg': '0.5',
  'scan.phiSteps': '5',
  'crystal.cell': '[78, 78, 37, 90, 90, 90]',
  'crystal.misset': '[10, 20, 30]',
  'crystal.cells': '[3, 3, 6]',
  'crystal.shape': 'gauss-hkl',
  'structureFactors.default': '100',
  'sampling.oversample': 'auto',
  seed: '1',
  output: '[image_####.img, image_####.png]',
  compat: 'corrected',
};

/** Stages of a new experiment file, by chain. */
const STARTER_STAGES: Readonly<Record<string, readonly string[]>> = {
  background: ['{ kind: water, thicknessUm: 0.02 }'],
  readout: ['{ kind: photon }', '{ kind: digitize, offset: 40 }'],
};

/** What a template contains. */
export interface TemplateOptions {
  /** Whether every field and stage is written, not only those that have flags. */
  readonly all?: boolean;
}

const WIDTH = 110;
/** Column at which comments start. */
const COMMENT = 38;

/** Lists unit, words and default of a field. */
function facts({ type, unit, options = [], count = [], ...rest }: Parameter): string {
  const counts = type === 'numbers' ? `${[count].flat().at(-1) ?? 'some'} numbers` : '';
  const words = type === 'enum' ? options.join(' | ') : options.length > 0 ? `or ${options.join(', ')}` : '';
  const value = defaultText({ type, ...rest });
  return [counts, unit, words, value && `default ${value}`].filter(Boolean).join('; ');
}

/** Returns a field with its description beside it, or above it where that would be too wide. */
function fieldLines(indent: string, text: string, parameter: Parameter): string[] {
  const known = facts(parameter);
  const comment = `${sentence(parameter.doc)}${known ? ` [${known}]` : ''}`;
  const beside = `${`${indent}${text}`.padEnd(COMMENT)}  # ${comment}`;
  if (beside.length <= WIDTH) return [beside];
  return [...wrap(comment, WIDTH - indent.length - 2).map((line) => `${indent}# ${line}`), `${indent}${text}`];
}

const example = (parameter: Parameter): string => {
  const text = defaultText(parameter);
  if (text === undefined) return '';
  return Array.isArray(parameter.default) ? ` [${text.replaceAll(',', ', ')}]` : ` ${text}`;
};

const isSet = (path: string): boolean => Object.keys(STARTER).some((set) => set === path || set.startsWith(`${path}.`));

/** Returns the names that stand directly below a path. */
const namesBelow = (table: ParameterTable, start: string): string[] => [
  ...new Set(
    Object.keys(table)
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length).split('.')[0] as string),
  ),
];

/** Returns requests of the stages of plug-ins that a field may name, with their parameters, as comments. */
function slotLines(path: string, indent: string, { slots }: ExperimentTables): string[] {
  const builtin = builtinTables.slots[path] ?? {};
  return Object.entries(slots[path] ?? {}).flatMap(([kind, table]) => {
    if (Object.hasOwn(builtin, kind)) return [];
    const name = `${path.split('.').at(-1)}:`;
    const lines = Object.entries(table).flatMap(([key, parameter]) =>
      fieldLines(indent, `#   ${key}:${example(parameter)}`, parameter),
    );
    return [`${indent}# ${name}`, `${indent}#   kind: ${kind}`, ...lines];
  });
}

function sectionLines(table: ParameterTable, start: string, indent: string, tables: ExperimentTables): string[] {
  return namesBelow(table, start).flatMap((name) => {
    const path = `${start}${name}`;
    const parameter = table[path];
    const off = isSet(path) ? '' : '# ';
    if (!parameter) return [`${indent}${off}${name}:`, ...sectionLines(table, `${path}.`, `${indent}  `, tables)];
    const text = `${off}${name}:${off ? example(parameter) : ` ${STARTER[path]}`}`;
    return [...fieldLines(indent, text, parameter), ...slotLines(path, indent, tables)];
  });
}

/** Returns a chain with the stages of a new file, and what stages there are. */
function chainLines(chain: string, table: StageKinds, all: boolean): string[] {
  const kinds = Object.entries(table);
  if (kinds.length === 0) return [];
  const known = all
    ? kinds.flatMap(([kind, table]) => [
        `  # - kind: ${kind}`,
        ...Object.entries(table).flatMap(([name, parameter]) =>
          fieldLines('  ', `#   ${name}:${example(parameter)}`, parameter),
        ),
      ])
    : wrap(`Stages: ${kinds.map(([kind]) => kind).join(', ')}.`, WIDTH - 4).map((line) => `  # ${line}`);
  const stages = (STARTER_STAGES[chain] ?? []).map((text) => `  - ${text}`);
  return [`# ${CHAIN_DOCS[chain]}`, `${chain}:`, ...known, ...stages];
}

/** Formats the fields of an entry of a list as comments. */
const entryLines = (table: ParameterTable, indent: string): string[] =>
  Object.entries(table).flatMap(([key, parameter], i) =>
    fieldLines(indent, `# ${i === 0 ? '  -' : '   '} ${key}:${example(parameter)}`, parameter),
  );

/** Returns the lists of records that a section may hold, as comments. */
const recordLines = (section: string, { records }: ExperimentTables): string[] =>
  Object.entries(records).flatMap(([path, { doc, fields: table }]) => {
    const [owner, name] = path.split('.');
    if (owner !== section) return [];
    return [...wrap(doc, WIDTH - 4).map((line) => `  # ${line}`), `  # ${name}:`, ...entryLines(table, '  ')];
  });

/** Formats the fields of a list of sections as comments of a template, with an entry that can be completed. */
function sectionListLines({ doc, fields }: SectionList, name: string): string[] {
  return [...wrap(doc, WIDTH - 2).map((line) => `# ${line}`), `# ${name}:`, ...entryLines(fields, '')];
}

/** Makes a complete experiment file that can be simulated, with further fields as comments. */
export function experimentTemplate(
  { all = false }: TemplateOptions = {},
  tables: ExperimentTables = builtinTables,
): string {
  const { fields, chains, sectionLists } = tables;
  const shown = Object.entries(fields).filter(
    ([path, { flag }]) => all || flag !== undefined || isSet(path) || slotLines(path, '', tables).length > 0,
  );
  const table = Object.fromEntries(shown);
  const sections = Object.keys(SECTIONS).flatMap((name) => {
    if (Object.hasOwn(chains, name)) {
      const lines = chainLines(name, chains[name] ?? {}, all);
      return lines.length > 0 ? ['', ...lines] : [];
    }
    const list = sectionLists[name];
    if (list) return all ? ['', ...sectionListLines(list, name)] : [];
    const lines = table[name]
      ? sectionLines({ [name]: table[name] }, '', '', tables)
      : sectionLines(table, `${name}.`, '  ', tables);
    if (lines.length === 0 || table[name]) return lines.length === 0 ? [] : ['', ...lines];
    return ['', `${isSet(name) ? '' : '# '}${name}:`, ...lines, ...(all ? recordLines(name, tables) : [])];
  });
  return [
    '# An experiment for braggsim simulate. What stands behind # is off and shows the default. Files named here are',
    `# relative to the folder of this file.${all ? '' : ' braggsim init --all writes every field there is.'}`,
    ...sections,
    '',
  ].join('\n');
}
