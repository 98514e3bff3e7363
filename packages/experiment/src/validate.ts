import { type Parameter, type ParameterTable, usageError } from '@braggsim/core';
import { nearest } from '@braggsim/core/text';
import { FORMER_NAMES } from './compatibility';
import type { Experiment } from './experiment';
import { isRecord, type Path, type Report, readChain, readField, readRecords, readSlot, shown } from './records';
import { builtinTables, type ExperimentTables } from './tables';

/** Returns the line of a field in its file, or line and column with a colon between them, where they are known. */
export type Locate = (path: Path) => number | string | undefined;

/** Origin of data, for messages: the name of the file and the lines of its fields. */
export interface Origin {
  readonly file: string;
  readonly locate: Locate;
}

/** Largest number of problems in a message. */
const MAX_PROBLEMS = 10;

/** Lists the paths of all sections. */
const sectionsOf = ({ fields }: ExperimentTables): ReadonlySet<string> =>
  new Set(
    Object.keys(fields).flatMap((path) => {
      const keys = path.split('.');
      return keys.slice(1).map((_, i) => keys.slice(0, i + 1).join('.'));
    }),
  );

/** Lists the names of the fields and sections directly below a section. */
function namesIn(section: string, { fields, chains, records }: ExperimentTables): string[] {
  const start = section ? `${section}.` : '';
  const paths = [...Object.keys(fields), ...Object.keys(chains), ...Object.keys(records)];
  const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('.')[0]);
  return [...new Set(below as string[])];
}

/** Suggests a field for a name that a section does not have: one of its own, or one of another section. */
function remedyFor(section: string, key: string, tables: ExperimentTables): string {
  const own = namesIn(section, tables);
  const meant = nearest(key, own);
  if (meant) return `; did you mean ${meant}?`;
  const elsewhere = [...Object.keys(tables.fields), ...Object.keys(tables.records)].find(
    (path) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase(),
  );
  if (elsewhere) return `; did you mean ${elsewhere}?`;
  return `; ${section || 'an experiment'} has ${own.join(', ')}`;
}

/** Tables and reports with which the sections of an experiment are read. */
interface Reading {
  readonly tables: ExperimentTables;
  readonly sections: ReadonlySet<string>;
  readonly report: Report;
}

/** Whether a text may stand for a section: the name of its file, or its kind. */
const isNamed = (section: string, value: unknown, fields: ParameterTable): value is string =>
  typeof value === 'string' && value !== '' && Object.hasOwn(fields, `${section}.file`);

/** The section that a text stands for. */
const named = (section: string, value: string, fields: ParameterTable): Record<string, string> =>
  fields[`${section}.kind`]?.options?.includes(value) ? { kind: value } : { file: value };

function readSection(section: Path, value: Record<string, unknown>, reading: Reading): Record<string, unknown> {
  const { tables, sections, report } = reading;
  const { fields, chains, slots, records } = tables;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const path = [...section, key];
    const at = path.join('.');
    // An empty entry is one that was not given; editors look for `$schema`.
    if (entry === null || at === '$schema') continue;
    if (Object.hasOwn(slots, at)) result[key] = readSlot(slots[at] ?? {}, entry, path, report);
    else if (Object.hasOwn(fields, at)) result[key] = readField(fields[at] as Parameter, entry, path, report);
    else if (Object.hasOwn(chains, at)) result[key] = readChain(at, chains[at] ?? {}, entry, report);
    else if (Object.hasOwn(records, at)) result[key] = readRecords(path, records[at]?.fields ?? {}, entry, report);
    else if (!sections.has(at)) report(path, `there is no field '${at}'${remedyFor(section.join('.'), key, tables)}`);
    else if (isRecord(entry)) result[key] = readSection(path, entry, reading);
    else if (isNamed(at, entry, fields)) result[key] = readSection(path, named(at, entry, fields), reading);
    else report(path, `${at} is a section with the fields ${namesIn(at, tables).join(', ')}, not ${shown(entry)}`);
  }
  return result;
}

/** Replaces former names of sections by current ones and reports a section that is given under both. */
function withCurrentNames(data: Record<string, unknown>, report: Report): Record<string, unknown> {
  const entries = Object.entries(data).map(([key, value]) => {
    const current = Object.hasOwn(FORMER_NAMES, key) ? (FORMER_NAMES[key] as string) : key;
    if (current !== key && Object.hasOwn(data, current)) {
      report([key], `${key} is the former name of ${current}, and both are given; leave ${key} out`);
    }
    return [current, value] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Checks data of a file against the parameter tables and returns them as an experiment. Empty entries count as absent.
 *
 * @param tables tables of the experiment, with the stages of plug-ins
 * @throws BraggsimError (`usage`) that names every wrong field, what was expected and what was found
 */
export function checkExperiment(
  data: unknown,
  { file, locate }: Origin,
  tables: ExperimentTables = builtinTables,
): Experiment {
  const problems: string[] = [];
  const report: Report = (path, message) => {
    const line = locate(path);
    problems.push(`${line === undefined ? file : `${file}:${line}`}: ${message}`);
  };
  if (data === null || data === undefined) throw usageError(`${file} is empty; braggsim init writes one to start from`);
  if (!isRecord(data)) throw usageError(`${file} holds ${shown(data)}, not the sections of an experiment`);
  const experiment = readSection([], withCurrentNames(data, report), {
    tables,
    sections: sectionsOf(tables),
    report,
  });
  if (problems.length === 0) return experiment as Experiment;
  const rest = problems.length - MAX_PROBLEMS;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  throw usageError([...problems.slice(0, MAX_PROBLEMS), ...more].join('\n'));
}
