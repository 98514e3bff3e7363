import { CHOICES, type Parameter, type ParameterTable, usageError } from '@braggsim/core';
import {
  chainFields,
  type Draft,
  draftOf,
  type Experiment,
  FILE_FIELDS,
  fields,
  makeWay,
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

/** The fields that have a flag, as options. */
const fieldOptions: OptionTable = Object.fromEntries(
  Object.entries<Parameter>({ ...fields, ...chainFields } satisfies ParameterTable)
    .filter(hasFlag)
    .map(([path, option]) => [
      path,
      {
        ...option,
        group: SECTIONS[path.split('.')[0] as string] as string,
        ...(FILE_FIELDS.has(path) && { value: 'file' }),
        ...NAMES[path],
      },
    ]),
);

/** Every option that says something about an experiment. */
export const experimentOptions = {
  ...fieldOptions,
  noise: {
    type: 'boolean',
    flag: '--noise',
    group: 'Readout',
    doc: 'photon noise, then whole numbers: a readout of photon and digitize',
  },
  cCompat: { type: 'boolean', flag: '--c-compat', group: 'Run', doc: 'the same as --compat nanobragg-c' },
  choice: {
    type: 'texts',
    flag: '--choice',
    value: 'id=value',
    group: 'Run',
    doc: 'one choice between C and correct physics by itself; braggsim explain lists them',
  },
  set: {
    type: 'texts',
    flag: '--set',
    value: 'field=value',
    group: 'Run',
    doc: 'any other field of an experiment file: --set detector.curved=true',
  },
  plugin: {
    type: 'texts',
    flag: '--plugin',
    value: 'file',
    group: 'Run',
    doc: 'JavaScript module with further stages, such as crystal shapes',
  },
} as const satisfies OptionTable;

/** An experiment, and where each of its fields is from: a file or a flag. */
export interface GivenExperiment {
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
}

const flagOf = (path: string): string => (fields[path] ?? chainFields[path])?.flag ?? path;

/** The two sides of `name=value`. */
function assignment(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`${flag} takes name=value, not '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function setChoice(draft: Draft, text: string): string {
  const [id, value] = assignment(text, '--choice');
  if (!CHOICES.some((choice) => choice.id === id)) {
    throw usageError(`there is no choice '${id}'; the choices are ${CHOICES.map((choice) => choice.id).join(', ')}`);
  }
  setPath(draft, `choices.${id}`, value);
  return `choices.${id}`;
}

function setAny(draft: Draft, text: string): string {
  const [path, word] = assignment(text, '--set');
  const parameter = fields[path] ?? chainFields[path];
  setPath(draft, path, parameter && parseWord({ ...parameter, flag: `--set ${path}` }, word));
  return path;
}

/** What each option that is no field does; it says which fields it set. */
const ACTIONS: Readonly<Record<string, (draft: Draft, value: unknown) => readonly string[]>> = {
  noise: (draft) => {
    setStage(draft, 'readout', 'photon', {});
    setStage(draft, 'readout', 'digitize', {});
    return ['readout'];
  },
  cCompat: (draft) => {
    setPath(draft, 'compat', 'nanobragg-c');
    return ['compat'];
  },
  choice: (draft, value) => (value as readonly string[]).map((text) => setChoice(draft, text)),
  set: (draft, value) => (value as readonly string[]).map((text) => setAny(draft, text)),
};
const ACTION_FLAGS: Readonly<Record<string, string>> = { cCompat: '--c-compat', noise: '--noise' };

/** Paths of the fields that flags are going to set, those of `--set` among them. */
const fieldsOf = ({ set = [], ...options }: Arguments['options']): string[] => [
  ...Object.keys(options),
  ...(set as readonly string[]).map((text) => assignment(text, '--set')[0]),
];

/** Paths of everything that an experiment says. */
function leaves(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = path ? `${path}.${key}` : key;
    return entry && typeof entry === 'object' && !Array.isArray(entry) ? leaves(entry, at) : [at];
  });
}

/**
 * The experiment of a command line: that of its file, and flags over it.
 *
 * @param omitted sections of the file that do not count
 * @throws BraggsimError (`data`) when the file cannot be read, (`usage`) when anything in it or on the line is wrong
 */
export async function givenExperiment(
  { positionals: [file], options }: Arguments,
  omitted: readonly string[] = [],
): Promise<GivenExperiment> {
  const { readExperimentFile } = await import('@braggsim/experiment/node');
  const read = file === undefined ? {} : await readExperimentFile(file);
  const fromFile = Object.fromEntries(Object.entries(read).filter(([section]) => !omitted.includes(section)));
  const draft = draftOf(fromFile);
  const origins = new Map(leaves(fromFile).map((path) => [path, file as string]));
  for (const path of fieldsOf(options)) for (const gone of makeWay(draft, path)) origins.delete(gone);
  for (const [key, value] of Object.entries(options)) {
    const action = ACTIONS[key];
    if (action) {
      for (const path of action(draft, value)) origins.set(path, ACTION_FLAGS[key] ?? `--${key}`);
    } else if (Object.hasOwn(fieldOptions, key)) {
      setPath(draft, key, value);
      const path = Object.hasOwn(fields, key) ? key : (key.split('.')[0] as string);
      origins.set(path, flagOf(key));
    }
  }
  return { experiment: draft as Experiment, origins };
}
