import type { Parameter, ParameterTable, Stage } from '@braggsim/core';
import {
  builtinTables,
  draftOf,
  type Experiment,
  type ExperimentTables,
  experimentTables,
  FILE_FIELDS,
  removeConflicting,
  SECTIONS,
  SHORTHANDS,
  type Shorthand,
  setPath,
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

/** All options that affect an experiment. */
export const experimentOptions = { ...fieldOptions(builtinTables), ...SHORTHANDS };

/** Returns all options that affect an experiment, including the flags of plug-ins. */
export const experimentOptionsWith = (plugins: readonly Stage[]): OptionTable => ({
  ...fieldOptions(experimentTables(plugins)),
  ...SHORTHANDS,
});

/** An experiment, and the source of each of its fields: a file or a flag. */
export interface GivenExperiment {
  readonly experiment: Experiment;
  readonly origins: ReadonlyMap<string, string>;
}

const flagOf = (path: string, { fields, stageFields }: ExperimentTables): string =>
  (fields[path] ?? stageFields[path])?.flag ?? path;

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
  const shorthands = Object.entries<Shorthand>(SHORTHANDS).filter(([name]) => options[name] !== undefined);
  const replaced = shorthands.flatMap(([name, { replaces }]) => replaces?.(options[name]) ?? []);
  for (const path of [...Object.keys(options), ...replaced])
    for (const gone of removeConflicting(draft, path)) origins.delete(gone);
  for (const [key, value] of Object.entries(options)) {
    const shorthand = shorthands.find(([name]) => name === key)?.[1];
    if (shorthand) {
      for (const path of shorthand.apply?.(draft, value, tables, parseWord) ?? []) origins.set(path, shorthand.flag);
    } else if (Object.hasOwn(known, key)) {
      setPath(draft, key, value, tables);
      const path = Object.hasOwn(tables.fields, key) ? key : homeOf(key);
      origins.set(path, flagOf(key, tables));
    }
  }
  return { experiment: draft as Experiment, origins };
}
