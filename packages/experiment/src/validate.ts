import { nearest, type Parameter, usageError } from '@braggsim/core';
import type { Experiment } from './experiment';
import { chains, fields, tables } from './parameters';
import { type Complain, isRecord, type Path, readChain, readField, readTable, shown } from './records';

/** Line of a field in its file, where that is known. */
export type Locate = (path: Path) => number | undefined;

/** Where the data are from, for messages. */
export interface Origin {
  readonly file: string;
  readonly locate: Locate;
}

/** More complaints than this say nothing new. */
const MOST_COMPLAINTS = 10;

/** Paths of all sections. */
const sections = new Set(
  Object.keys(fields).flatMap((path) => {
    const keys = path.split('.');
    return keys.slice(1).map((_, i) => keys.slice(0, i + 1).join('.'));
  }),
);

/** The names that stand directly below a section. */
function namesIn(section: string): string[] {
  const start = section ? `${section}.` : '';
  const paths = [...Object.keys(fields), ...Object.keys(chains), ...Object.keys(tables)];
  const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('.')[0]);
  return [...new Set(below as string[])];
}

/** What was probably meant by a name that a section does not have: one of its own, or one that belongs elsewhere. */
function remedyFor(section: string, key: string): string {
  const own = namesIn(section);
  const meant = nearest(key, own);
  if (meant) return `; did you mean ${meant}?`;
  const elsewhere = [...Object.keys(fields), ...Object.keys(tables)].find(
    (path) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase(),
  );
  if (elsewhere) return `; did you mean ${elsewhere}?`;
  return `; ${section || 'an experiment'} has ${own.join(', ')}`;
}

function readSection(section: Path, value: Record<string, unknown>, complain: Complain): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const path = [...section, key];
    const at = path.join('.');
    // An empty entry is one that was not given; editors look for `$schema`.
    if (entry === null || at === '$schema') continue;
    if (Object.hasOwn(fields, at)) result[key] = readField(fields[at] as Parameter, entry, path, complain);
    else if (Object.hasOwn(chains, at)) result[key] = readChain(at, entry, complain);
    else if (Object.hasOwn(tables, at)) result[key] = readTable(path, entry, complain);
    else if (!sections.has(at)) complain(path, `there is no field '${at}'${remedyFor(section.join('.'), key)}`);
    else if (isRecord(entry)) result[key] = readSection(path, entry, complain);
    else complain(path, `${at} is a section with the fields ${namesIn(at).join(', ')}, not ${shown(entry)}`);
  }
  return result;
}

/**
 * Checks data from a file against the parameter tables. Empty entries count as not given.
 *
 * @throws BraggsimError (`usage`) that names every wrong field, what it must be and what was found
 */
export function checkExperiment(data: unknown, { file, locate }: Origin): Experiment {
  const complaints: string[] = [];
  const complain: Complain = (path, message) => {
    const line = locate(path);
    complaints.push(`${line === undefined ? file : `${file}:${line}`}: ${message}`);
  };
  if (data === null || data === undefined) throw usageError(`${file} is empty; braggsim init writes one to start from`);
  if (!isRecord(data)) throw usageError(`${file} holds ${shown(data)}, not the sections of an experiment`);
  const experiment = readSection([], data, complain);
  if (complaints.length === 0) return experiment as Experiment;
  const rest = complaints.length - MOST_COMPLAINTS;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  throw usageError([...complaints.slice(0, MOST_COMPLAINTS), ...more].join('\n'));
}
