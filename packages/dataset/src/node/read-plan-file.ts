import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isBraggsimError, type Stage, usageError } from '@braggsim/core';
import { readInput } from '@braggsim/core/node';
import { didYouMean, isRecord, type Path } from '@braggsim/core/text';
import {
  checkExperiment,
  conflictingFields,
  type Experiment,
  type ExperimentTables,
  experimentTables,
} from '@braggsim/experiment';
import { fromFolder, type ParsedData, type Place, parseData } from '@braggsim/experiment/node';
import { withoutField } from '../plan/fields';
import type { Plan } from '../plan/plan';
import { PLAN_FIELDS, readPlan } from '../plan/read-plan';
import type { Members } from '../plan/reading';
import { drawnFrom } from './drawn-files';
import { expandFiles } from './expand-files';

/** Largest number of problems in a message. */
const MAX_PROBLEMS = 20;

/** A file of a plan: the plan itself, or one that it extends. */
interface PlanPart {
  readonly file: string;
  readonly placeOf: ParsedData['placeOf'];
  readonly data: Members;
}

/** A plan with the folder of its file. */
export interface ReadPlan {
  readonly plan: Plan;
  readonly file: string;
}

async function readParts(file: string, above: readonly string[] = []): Promise<PlanPart[]> {
  const own = resolve(file);
  if (above.includes(own)) throw usageError(`${file} extends itself: ${[...above, own].join(' -> ')}`);
  const { data, placeOf } = parseData(readInput(file, 'plan file'), file, await import('yaml'));
  if (!isRecord(data)) throw usageError(`${file} does not hold the fields of a plan`);
  const { extends: base } = data;
  if (base === undefined || base === null) return [{ file, placeOf, data }];
  if (typeof base !== 'string' || base === '')
    throw usageError(`${file}: extends is the name of a file, not ${JSON.stringify(base)}`);
  const below = isAbsolute(base) ? base : join(dirname(file), base);
  return [...(await readParts(below, [...above, own])), { file, placeOf, data }];
}

/** Parts of a plan whose members are distributions, each of which takes the place of another as a whole. */
const OF_DISTRIBUTIONS: readonly string[] = ['vary', 'groups', 'lattices'];

/**
 * Lays one record over another, field by field; lists and single values replace each other.
 *
 * @param depth levels of records that are laid over each other; all when absent
 */
function merged(below: unknown, above: unknown, depth = Number.POSITIVE_INFINITY): unknown {
  if (depth === 0 || !isRecord(below) || !isRecord(above)) return above ?? below;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(below[key], above[key], depth - 1)]));
}

/** Lays the fields of a plan over those of the one that it extends. */
function mergedFields(below: Members, above: Members): Members {
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  const one = (key: string) => merged(below[key], above[key], OF_DISTRIBUTIONS.includes(key) ? 1 : undefined);
  return Object.fromEntries([...keys].map((key) => [key, one(key)]));
}

/** Lays an experiment over the one that it extends: a field replaces others that state the same quantity in other words. */
function mergedExperiments(below: Experiment, above: Experiment): Experiment {
  const given = pathsIn(above);
  const gone = given.flatMap((path) => conflictingFields(path)).filter((path) => !given.includes(path));
  return merged(gone.reduce(withoutField, below), above) as Experiment;
}

/** Lists the paths of the fields of a record, and of those of the records in it. */
const pathsIn = (record: object, path = ''): string[] =>
  Object.entries(record).flatMap(([key, value]) => {
    const own = path ? `${path}.${key}` : key;
    return isRecord(value) ? [own, ...pathsIn(value, own)] : [own];
  });

const isPlanField = (key: string): boolean => (PLAN_FIELDS as readonly string[]).includes(key);

const withPlace = (file: string, place: Place | undefined): string =>
  place ? `${file}:${place.line}:${place.column}` : file;

/** Returns the experiment of a part, with the names of its files relative to the working directory. */
function experimentOf({ file, placeOf, data }: PlanPart, tables: ExperimentTables, problems: string[]): Experiment {
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (isPlanField(key)) continue;
    const meant = didYouMean(key, PLAN_FIELDS);
    const section = Object.keys(tables.fields).some((path) => path.split('.')[0] === key) || key in tables.chains;
    if (!section && meant !== '')
      problems.push(`${withPlace(file, placeOf([key]))}: there is no field '${key}'${meant}`);
    else known[key] = value;
  }
  const { structureFactors } = known;
  if (isRecord(structureFactors)) {
    const { perShot: _, ...others } = structureFactors;
    known.structureFactors = others;
  }
  const locate = (path: Path) => {
    const place = placeOf(path);
    return place && `${place.line}:${place.column}`;
  };
  try {
    return fromFolder(checkExperiment(known, { file, locate }, tables), dirname(file), tables);
  } catch (error) {
    if (!isBraggsimError(error, 'usage')) throw error;
    problems.push(...error.message.split('\n'));
    return {};
  }
}

/**
 * Reads a plan file, and the files that it extends. Everything that is wrong is reported at once, with the line and the column.
 *
 * @param plugins stages of plug-ins, which experiments may name
 * @throws BraggsimError (`usage`) naming every problem, (`data`) for a file that cannot be read
 */
export async function readPlanFile(file: string, plugins: readonly Stage[] = []): Promise<ReadPlan> {
  const tables = experimentTables(plugins);
  const parts = await readParts(file);
  const problems: string[] = [];
  const experiment = parts.reduce<Experiment>(
    (below, part) => mergedExperiments(below, experimentOf(part, tables, problems)),
    {},
  );
  const fields = parts.reduce<Members>((below, part) => mergedFields(below, ownFields(part)), {});
  const last = parts.at(-1) as PlanPart;
  const report = (path: Path, message: string): void => {
    const part = [...parts].reverse().find(({ placeOf }) => placeOf(path)) ?? last;
    problems.push(`${placed(part, path)}: ${message}`);
  };
  const perShot = parts
    .map(({ data }) => (data.structureFactors as Members | undefined)?.perShot)
    .reduce((below, above) => above ?? below, undefined);
  const plan = readPlan(
    { experiment, fields: expandFiles(fields, report), perShotStructureFactors: perShot },
    report,
    tables,
  );
  if (problems.length === 0) return { plan, file };
  const rest = problems.length - MAX_PROBLEMS;
  throw usageError([...problems.slice(0, MAX_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}

/** Places a problem at the part with the longest path that the file has. */
function placed({ file, placeOf }: PlanPart, path: Path): string {
  for (let length = path.length; length > 0; length--) {
    const place = placeOf(path.slice(0, length));
    if (place) return withPlace(file, place);
  }
  return file;
}

/** Returns the fields of the plan itself in a part, with names of files relative to the working directory. */
function ownFields({ file, data }: PlanPart): Members {
  const { vary, groups, ...others } = Object.fromEntries(
    Object.entries(data).filter(([key, value]) => isPlanField(key) && key !== 'extends' && value !== null),
  );
  const each = (records: unknown): unknown =>
    isRecord(records)
      ? Object.fromEntries(Object.entries(records).map(([key, value]) => [key, drawnFrom(dirname(file), key, value)]))
      : records;
  return {
    ...others,
    ...(vary !== undefined && { vary: each(vary) }),
    ...(groups !== undefined && { groups: each(groups) }),
  };
}
