import { type Parameter, type ParameterTable, usageError } from '@braggsim/core';
import { isRecord, nearest, type Path, pathText, shown } from '@braggsim/core/text';
import { FORMER_NAMES } from './compatibility';
import type { Experiment } from './experiment';
import type { SectionList } from './parameters';
import { type Report, readChain, readField, readRecords, readSlot } from './records';
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

/** Lists the paths of all sections of an experiment, such as `detector` and `detector.sensor`, by the fields of its tables. */
const sectionsOf = ({ fields }: ExperimentTables): ReadonlySet<string> =>
  new Set(
    Object.keys(fields).flatMap((path) => {
      const keys = path.split('.');
      return keys.slice(1).map((_, i) => keys.slice(0, i + 1).join('.'));
    }),
  );

/** Lists the names of the fields and sections directly below a section. */
function namesIn(section: string, { fields, chains, records, sectionLists }: ExperimentTables): string[] {
  const start = section ? `${section}.` : '';
  const paths = [fields, chains, records, sectionLists].flatMap((table) => Object.keys(table));
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

/** Tells whether a text may stand for a section: the name of its file, or its kind. */
const isNamed = (section: string, value: unknown, fields: ParameterTable): value is string =>
  typeof value === 'string' && value !== '' && Object.hasOwn(fields, `${section}.file`);

/** Returns the section that a text stands for. */
const named = (section: string, value: string, fields: ParameterTable): Record<string, string> =>
  fields[`${section}.kind`]?.options?.includes(value) ? { kind: value } : { file: value };

/**
 * Reads the fields of a section.
 *
 * @param at path of the section in the tables
 * @param section its path in the file, which differs for an entry of a list of sections
 */
function readSection(
  at: readonly string[],
  value: Record<string, unknown>,
  reading: Reading,
  section: Path = at,
): Record<string, unknown> {
  const { tables, sections, report } = reading;
  const { fields, chains, slots, records, sectionLists } = tables;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const path = [...section, key];
    const below = [...at, key];
    const name = below.join('.');
    // An empty entry is one that was not given; editors look for `$schema`.
    if (entry === null || name === '$schema') continue;
    if (Object.hasOwn(slots, name)) result[key] = readSlot(slots[name] ?? {}, entry, path, report);
    else if (Object.hasOwn(fields, name)) result[key] = readField(fields[name] as Parameter, entry, path, report);
    else if (Object.hasOwn(chains, name)) result[key] = readChain(name, chains[name] ?? {}, entry, report);
    else if (Object.hasOwn(records, name)) result[key] = readRecords(path, records[name]?.fields ?? {}, entry, report);
    else if (Object.hasOwn(sectionLists, name)) result[key] = readSections(name, entry, reading);
    else if (!sections.has(name)) {
      report(path, `there is no field '${pathText(path)}'${remedyFor(at.join('.'), key, tables)}`);
    } else if (isRecord(entry)) result[key] = readSection(below, entry, reading, path);
    else if (isNamed(name, entry, fields)) result[key] = readSection(below, named(name, entry, fields), reading, path);
    else {
      report(
        path,
        `${pathText(path)} is a section with the fields ${namesIn(name, tables).join(', ')}, not ${shown(entry)}`,
      );
    }
  }
  return result;
}

/** Reads a list of sections: each entry by the tables of its section, the sections inside it, and its own fields. */
function readSections(list: string, value: unknown, reading: Reading): unknown {
  const { section, inner, fields } = reading.tables.sectionLists[list] as SectionList;
  const { report } = reading;
  if (!Array.isArray(value) || value.length === 0) {
    report(
      [list],
      `${list} is a list with one ${section} or more, not ${shown(value)}; start each one with a dash, or leave it out`,
    );
    return undefined;
  }
  return value.map((entry: unknown, i) => {
    const path = [list, i];
    if (!isRecord(entry)) {
      report(path, `${pathText(path)} is a section with the fields of ${section}, not ${shown(entry)}`);
      return undefined;
    }
    const result: Record<string, unknown> = {};
    const others: Record<string, unknown> = {};
    for (const [key, given] of Object.entries(entry)) {
      const here = [...path, key];
      if (given === null) continue;
      if (Object.hasOwn(fields, key)) result[key] = readField(fields[key] as Parameter, given, here, report);
      else if (!inner.includes(key)) others[key] = given;
      else if (isRecord(given)) result[key] = readSection([key], given, reading, here);
      else report(here, `${pathText(here)} is a section like ${key}, not ${shown(given)}`);
    }
    return { ...readSection([section], others, reading, path), ...result };
  });
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
