import { expectation, isAllowed, type Parameter, type StageRequest, stageRequest } from '@braggsim/core';
import { didYouMean, isRecord, shown, valueAt } from '@braggsim/core/text';
import { builtinTables, type Experiment, type ExperimentTables, FILE_FIELDS, STAGE_FILES } from '@braggsim/experiment';
import type { Members } from './reading';

/** A field of an experiment by its path: the parameter, and the entry of a list of numbers that the path ends in. */
export interface Field {
  readonly parameter: Parameter;
  readonly entry?: number;
}

/** Fields that are the same in all shots: those that give images their shape, and those that say how to compute. */
const FIXED: readonly string[] = [
  'seed',
  'output',
  'compat',
  'compatibility',
  'refine',
  'scan.images',
  'detector.model',
  'detector.mask',
  'detector.panels',
  'detector.gapsPx',
  'detector.pixelsFast',
  'detector.pixelsSlow',
  'detector.sizeFastMm',
  'detector.sizeSlowMm',
  'sampling.roi',
  'sampling.kernel',
  'sampling.precision',
  'sampling.tolerance',
  'sampling.threads',
  'sampling.native',
  'sampling.vectorBits',
  'structureFactors.cache',
];

const isFixed = (path: string): boolean => FIXED.some((fixed) => path === fixed || path.startsWith(`${fixed}.`));

const INDEX = /^(0|[1-9]\d*)$/;

/** Finds the parameter of a stage: `background.0.thicknessUm` by the stage there, `crystal.shape.edge` by the shape in use. */
function stageField(path: string, experiment: Experiment, { chains, slots }: ExperimentTables): Parameter | undefined {
  const keys = path.split('.');
  const name = keys.at(-1) as string;
  const home = keys.slice(0, -1).join('.');
  const chain = keys[0] as string;
  if (keys.length === 3 && Object.hasOwn(chains, chain) && INDEX.test(keys[1] as string)) {
    const stage = valueAt(experiment, home) as StageRequest | undefined;
    return stage && chains[chain]?.[stage.kind]?.[name];
  }
  if (!Object.hasOwn(slots, home)) return undefined;
  const asked = valueAt(experiment, home) as string | StageRequest | undefined;
  return asked === undefined ? undefined : slots[home]?.[stageRequest(asked).kind]?.[name];
}

/** Finds the field of an experiment at a path, such as `crystal.cell.a`, with its parameter; undefined where there is none. */
export function findField(
  path: string,
  experiment: Experiment,
  tables: ExperimentTables = builtinTables,
): Field | undefined {
  const whole = tables.fields[path] ?? stageField(path, experiment, tables);
  if (whole) return { parameter: whole };
  const keys = path.split('.');
  const last = keys.at(-1) as string;
  if (!INDEX.test(last)) return undefined;
  const list = keys.slice(0, -1).join('.');
  const parameter = tables.fields[list] ?? stageField(list, experiment, tables);
  const entry = Number(last);
  const isList = parameter?.type === 'numbers' && entry < Math.max(...[parameter.count ?? 1].flat());
  return parameter && isList ? { parameter, entry } : undefined;
}

/** Tells whether the values of a field are names of files. */
export function namesFile(path: string): boolean {
  const [chain, place, name, ...rest] = path.split('.');
  const ofStage = chain === 'background' && INDEX.test(place ?? '') && rest.length === 0;
  return FILE_FIELDS.has(path) || (ofStage && STAGE_FILES.includes(name ?? ''));
}

/** Returns the name of a file without its folders. */
export const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) as string;

/** Lists the paths of all fields that can vary in the shots of an experiment. */
export function fieldPaths(experiment: Experiment, { fields, chains }: ExperimentTables = builtinTables): string[] {
  const ofStages = Object.entries(chains).flatMap(([chain, kinds]) =>
    ((valueAt(experiment, chain) ?? []) as readonly StageRequest[]).flatMap(({ kind }, i) =>
      Object.keys(kinds[kind] ?? {}).map((name) => `${chain}.${i}.${name}`),
    ),
  );
  return [...Object.keys(fields).filter((path) => !isFixed(path)), ...ofStages];
}

/** Returns why a path cannot vary; undefined for a field that can. */
export function fieldProblem(
  path: string,
  experiment: Experiment,
  tables: ExperimentTables = builtinTables,
): string | undefined {
  if (isFixed(path)) return `${path} is the same in all shots of a data set: give it outside of vary and groups`;
  if (findField(path, experiment, tables)) return undefined;
  const known = fieldPaths(experiment, tables);
  // A field is often known by its own section and name, and thought to be in another one.
  const ending = path.split('.').slice(-2).join('.');
  const elsewhere = known.find((other) => other.split('.').slice(-2).join('.').toLowerCase() === ending.toLowerCase());
  const otherwise = elsewhere ? `; did you mean ${elsewhere}?` : '; braggsim init lists all fields';
  const remedy = didYouMean(path, known, otherwise);
  return `there is no field '${path}'${remedy}`;
}

/** Describes what is wrong with a value for a field; undefined where the field may have it. */
export function valueProblem({ parameter, entry }: Field, path: string, value: unknown): string | undefined {
  const single: Parameter = { ...parameter, type: 'number' };
  if (entry !== undefined ? isAllowed(single, value) : isAllowed(parameter, value)) return undefined;
  return `${path} is ${expectation(entry === undefined ? parameter : single)}, not ${shown(value)}`;
}

/** Returns a copy of a record or list with one member replaced; a place beyond the end of a list is filled with nulls. */
function replaced(at: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const below = replaced((at as Members | undefined)?.[key], rest, value);
  if (Array.isArray(at) || (at === undefined && INDEX.test(key))) {
    const list = [...((at as readonly unknown[] | undefined) ?? [])];
    while (list.length < Number(key)) list.push(null);
    list[Number(key)] = below;
    return list;
  }
  return { ...(isRecord(at) ? at : {}), [key]: below };
}

/** Returns an experiment with another value of a field. All that does not hold the field is shared with the old one. */
export const withValue = (experiment: Experiment, path: string, value: unknown): Experiment =>
  replaced(experiment, path.split('.'), value) as Experiment;

/** Returns an experiment without a field; all else is shared with the old one. */
export function withoutField(experiment: Experiment, path: string): Experiment {
  if (valueAt(experiment, path) === undefined) return experiment;
  const keys = path.split('.');
  const home = keys.slice(0, -1);
  const { [keys.at(-1) as string]: _, ...others } = home.reduce<unknown>(
    (at, key) => (at as Members)[key],
    experiment,
  ) as Members;
  return replaced(experiment, home, others) as Experiment;
}
