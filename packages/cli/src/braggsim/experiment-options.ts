import { type Parameter, type ParameterTable, type Stage, usageError } from '@braggsim/core';
import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import { didYouMean } from '@braggsim/core/text';
import {
  builtinTables,
  currentPath,
  type Draft,
  draftOf,
  type Experiment,
  type ExperimentTables,
  experimentTables,
  FILE_FIELDS,
  removeConflicting,
  SECTIONS,
  setPath,
  setStage,
} from '@braggsim/experiment';
import { parseWord } from '../terminal/arguments';
import type { Arguments, Option, OptionTable } from '../terminal/subcommand';

/** Short names and aliases of flags, by field. */
const NAMES: Readonly<Record<string, Partial<Option>>> = {
  output: { short: '-o' },
  'sampling.kernel': { aliases: ['--device'] },
  'structureFactors.file': { aliases: ['--mtz'] },
};

const hasFlag = (entry: [string, Parameter]): entry is [string, Option] => entry[1].flag !== undefined;

/** Returns the heading, in the help, of the flag for a field or a parameter of a stage: its section. */
const headingOf = (path: string): string => SECTIONS[path.split('.')[0] as string] as string;

/** Returns options for the fields and the parameters of stages that have a flag. */
const fieldOptions = ({ fields, stageFields }: ExperimentTables): OptionTable =>
  Object.fromEntries(
    Object.entries<Parameter>({ ...fields, ...stageFields } satisfies ParameterTable)
      .filter(hasFlag)
      .map(([path, option]) => [
        path,
        { ...option, group: headingOf(path), ...(FILE_FIELDS.has(path) && { value: 'file' }), ...NAMES[path] },
      ]),
  );

/** Options that affect an experiment without being fields of it. */
const otherOptions = {
  noise: {
    type: 'boolean',
    flag: '--noise',
    group: 'Readout',
    doc: 'add photon noise and round to whole numbers: a readout of photon and digitize',
  },
  electrons: {
    type: 'number',
    unit: 'keV',
    min: 0,
    exclusiveMin: true,
    flag: '--electrons',
    group: 'Beam',
    doc: 'electrons of this kinetic energy instead of X-rays: beam.particle and beam.energyEv together',
  },
  band: {
    type: 'text',
    flag: '--band',
    value: 'file',
    group: 'Beam',
    doc: 'file of a spectrum that is linear between its knots, energyEv,weight: beam.spectrum.file with between: linear',
  },
  anomalous: {
    type: 'stringList',
    flag: '--anomalous',
    value: 'element[=file]',
    group: 'Structure factors',
    doc: 'element of the model (--model) whose anomalous scattering follows the energy of the beam, with its file of energyEv,f1,f2; the built-in table without one',
  },
  cCompat: { type: 'boolean', flag: '--c-compat', group: 'Run', doc: 'the same as --compat nanobragg-c' },
  compatibility: {
    type: 'stringList',
    flag: '--compatibility',
    aliases: ['--choice'],
    value: 'option=value',
    group: 'Run',
    doc: 'set one compatibility option, in which the C program differs from correct physics; braggsim explain lists them',
  },
  stage: {
    type: 'stringList',
    flag: '--stage',
    value: 'list.kind',
    group: 'Run',
    doc: 'append a stage with default parameters to a list: --stage readout.flicker',
  },
  set: {
    type: 'stringList',
    flag: '--set',
    value: 'field=value',
    group: 'Run',
    doc: 'any other field of an experiment file: --set detector.curved=true',
  },
  plugin: {
    type: 'stringList',
    flag: '--plugin',
    value: 'file',
    group: 'Run',
    doc: 'JavaScript module that adds stages: crystal shapes, factors, backgrounds, readout stages, formats, sources',
  },
} as const satisfies OptionTable;

/** All options that affect an experiment. */
export const experimentOptions = { ...fieldOptions(builtinTables), ...otherOptions };

/** Returns all options that affect an experiment, including the flags of plug-ins. */
export const experimentOptionsWith = (plugins: readonly Stage[]): OptionTable => ({
  ...fieldOptions(experimentTables(plugins)),
  ...otherOptions,
});

/** An experiment, and the source of each of its fields: a file or a flag. */
export interface GivenExperiment {
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
}

const flagOf = (path: string, { fields, stageFields }: ExperimentTables): string =>
  (fields[path] ?? stageFields[path])?.flag ?? path;

/** Splits `name=value` at the equals sign. */
function assignment(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`${flag} needs name=value, found '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function setCompatibility(draft: Draft, text: string): string {
  const [id, value] = assignment(text, '--compatibility');
  const ids = COMPATIBILITY_OPTIONS.map((option) => option.id);
  if (!ids.some((known) => known === id)) {
    throw usageError(`there is no compatibility option '${id}'; the options are ${ids.join(', ')}`);
  }
  setPath(draft, `compatibility.${id}`, value);
  return `compatibility.${id}`;
}

function setAny(draft: Draft, text: string, tables: ExperimentTables): string {
  const [name, word] = assignment(text, '--set');
  const path = currentPath(name);
  const parameter = tables.fields[path] ?? tables.stageFields[path];
  setPath(draft, path, parameter && parseWord({ ...parameter, flag: `--set ${path}` }, word), tables);
  return path;
}

/** Makes the kinds of anomalous atoms of a command line: `Fe=metal.csv`, `Zn`. */
function setAnomalous(draft: Draft, texts: readonly string[]): void {
  const kinds = texts.map((text) => {
    const at = text.indexOf('=');
    const [element, file] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    if (element !== '' && file !== '') return { element, ...(file !== undefined && { dispersion: file }) };
    throw usageError(`--anomalous needs element or element=file, found '${text}'`);
  });
  draft.structureFactors = { ...(draft.structureFactors as Draft | undefined), anomalous: kinds };
}

/** Appends a stage with its default parameters to a list. */
function addStage(draft: Draft, text: string, tables: ExperimentTables): string {
  const [list = '', kind = ''] = text.split('.');
  const kinds = Object.keys(tables.chains[list] ?? {});
  if (!Object.hasOwn(tables.chains, list)) {
    throw usageError(`--stage needs list.kind with a list of ${Object.keys(tables.chains).join(', ')}, not '${text}'`);
  }
  if (!kinds.includes(kind)) {
    const there = kinds.length > 0 ? `it has ${kinds.join(', ')}` : 'load the plug-in that has it (--plugin)';
    throw usageError(`${list} has no stage '${kind}'${didYouMean(kind, kinds, `; ${there}`)}`);
  }
  setStage(draft, list, kind, {}, tables);
  return list;
}

const EV_PER_KEV = 1000;

/** The effect of each option that is not a field; it returns the paths of the fields that it set. */
type Action = (draft: Draft, value: unknown, tables: ExperimentTables) => readonly string[];
const ACTIONS: Readonly<Record<string, Action>> = {
  band: (draft, value) => {
    const fields = { 'beam.spectrum.file': value, 'beam.spectrum.between': 'linear' };
    for (const [path, field] of Object.entries(fields)) setPath(draft, path, field);
    return Object.keys(fields);
  },
  electrons: (draft, value) => {
    const fields = { 'beam.particle': 'electron', 'beam.energyEv': (value as number) * EV_PER_KEV };
    for (const [path, field] of Object.entries(fields)) setPath(draft, path, field);
    return Object.keys(fields);
  },
  noise: (draft) => {
    setStage(draft, 'readout', 'photon', {});
    setStage(draft, 'readout', 'digitize', {});
    return ['readout'];
  },
  cCompat: (draft) => {
    setPath(draft, 'compat', 'nanobragg-c');
    return ['compat'];
  },
  anomalous: (draft, value) => {
    setAnomalous(draft, value as readonly string[]);
    return ['structureFactors.anomalous'];
  },
  compatibility: (draft, value) => (value as readonly string[]).map((text) => setCompatibility(draft, text)),
  stage: (draft, value, tables) => (value as readonly string[]).map((text) => addStage(draft, text, tables)),
  set: (draft, value, tables) => (value as readonly string[]).map((text) => setAny(draft, text, tables)),
};
const ACTION_FLAGS: Readonly<Record<string, string>> = {
  anomalous: '--anomalous',
  cCompat: '--c-compat',
  noise: '--noise',
};

/** Returns the paths of the fields that flags will set, including those of `--set`. */
const fieldsOf = ({ set = [], ...options }: Arguments['options']): string[] => [
  ...Object.keys(options),
  ...(options.electrons === undefined ? [] : ['beam.energyEv']),
  ...(options.band === undefined ? [] : ['beam.spectrum.file']),
  ...(set as readonly string[]).map((text) => assignment(text, '--set')[0]),
];

/** Returns the list or field that contains the parameter of a stage: `readout`, `crystal.shape`. */
const homeOf = (path: string): string => path.split('.').slice(0, -2).join('.');

/** Returns the paths of all values of an experiment. */
function leaves(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = path ? `${path}.${key}` : key;
    return entry && typeof entry === 'object' && !Array.isArray(entry) ? leaves(entry, at) : [at];
  });
}

/**
 * Returns the experiment of a command line: that of its file, with the values of flags in place of those of the file.
 *
 * @param omitted sections of the file that are ignored
 * @throws BraggsimError (`data`) when the file cannot be read, (`usage`) for an invalid field or flag
 */
export async function givenExperiment(
  { positionals: [file], options, plugins = [] }: Arguments,
  omitted: readonly string[] = [],
): Promise<GivenExperiment> {
  const tables = plugins.length > 0 ? experimentTables(plugins) : builtinTables;
  const known = { ...tables.fields, ...tables.stageFields };
  const { readExperimentFile } = await import('@braggsim/experiment/node');
  const read = file === undefined ? {} : await readExperimentFile(file, tables);
  const fromFile = Object.fromEntries(Object.entries(read).filter(([section]) => !omitted.includes(section)));
  const draft = draftOf(fromFile);
  const origins = new Map(leaves(fromFile).map((path) => [path, file as string]));
  for (const path of fieldsOf(options)) for (const gone of removeConflicting(draft, path)) origins.delete(gone);
  for (const [key, value] of Object.entries(options)) {
    const action = ACTIONS[key];
    if (action) {
      for (const path of action(draft, value, tables)) origins.set(path, ACTION_FLAGS[key] ?? `--${key}`);
    } else if (Object.hasOwn(known, key)) {
      setPath(draft, key, value, tables);
      const path = Object.hasOwn(tables.fields, key) ? key : homeOf(key);
      origins.set(path, flagOf(key, tables));
    }
  }
  return { experiment: draft as Experiment, origins };
}
