import {
  type Experiment,
  expectation,
  isAllowed,
  type Parameter,
  type ParameterTable,
  usageError,
} from '@braggsim/core';
import { didYouMean, nearest } from '../suggest';
import { chains, fields } from './parameters';

export type Path = readonly (string | number)[];
/** Line of a field in its file, where that is known. */
export type Locate = (path: Path) => number | undefined;

/** Where the data are from, for messages. */
export interface Origin {
  readonly file: string;
  readonly locate: Locate;
}

type Complain = (path: Path, message: string) => void;

/** More complaints than this say nothing new. */
const MOST_COMPLAINTS = 10;

/** Paths of all sections. */
const sections = new Set(
  Object.keys(fields).flatMap((path) => {
    const keys = path.split('.');
    return keys.slice(1).map((_, i) => keys.slice(0, i + 1).join('.'));
  }),
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Names in a path, and numbers of list entries in brackets: `readout[1].offset`. */
const pathText = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${key}` : key;
  }, '');

/** The names that stand directly below a section. */
function namesIn(section: string): string[] {
  const start = section ? `${section}.` : '';
  const paths = [...Object.keys(fields), ...(section ? [] : Object.keys(chains))];
  const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('.')[0]);
  return [...new Set(below as string[])];
}

/** What was probably meant by a name that a section does not have: one of its own, or one that belongs elsewhere. */
function remedyFor(section: string, key: string): string {
  const own = namesIn(section);
  const meant = nearest(key, own);
  if (meant) return `; did you mean ${meant}?`;
  const elsewhere = Object.keys(fields).find((path) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase());
  if (elsewhere) return `; did you mean ${elsewhere}?`;
  return `; ${section || 'an experiment'} has ${own.join(', ')}`;
}

/** Single values stand for lists of one where lists of one make sense. */
function listed({ type, count }: Parameter, value: unknown): unknown {
  if (type === 'texts' && typeof value === 'string') return [value];
  return type === 'numbers' && typeof value === 'number' && [count].flat().includes(1) ? [value] : value;
}

function readField(parameter: Parameter, value: unknown, path: Path, complain: Complain): unknown {
  const candidate = listed(parameter, value);
  if (isAllowed(parameter, candidate)) return candidate;
  complain(path, `${pathText(path)} is ${expectation(parameter)}, not ${shown(value)}`);
  return undefined;
}

/** A stage of a chain: its kind, and the parameters of that kind. */
function readStage(chain: string, value: unknown, path: Path, complain: Complain): unknown {
  const kinds = chains[chain] as Readonly<Record<string, ParameterTable>>;
  const { kind, ...given } = isRecord(value) ? value : { kind: value };
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    const names = Object.keys(kinds);
    const remedy = typeof kind === 'string' ? didYouMean(kind, names) : '';
    complain(path, `${pathText(path)} is a stage of kind ${names.join(' or ')}, not ${shown(kind ?? value)}${remedy}`);
    return undefined;
  }
  const table = kinds[kind] as ParameterTable;
  const stage: Record<string, unknown> = { kind };
  for (const [key, entry] of Object.entries(given)) {
    if (entry === null) continue;
    const parameter = Object.hasOwn(table, key) ? table[key] : undefined;
    if (parameter) stage[key] = readField(parameter, entry, [...path, key], complain);
    else {
      const names = Object.keys(table);
      const remedy = didYouMean(key, names, `; it has ${names.join(', ')}`);
      complain([...path, key], `${pathText(path)} (${kind}) has no parameter '${key}'${remedy}`);
    }
  }
  return stage;
}

function readChain(chain: string, value: unknown, complain: Complain): unknown {
  if (Array.isArray(value)) return value.map((stage, i) => readStage(chain, stage, [chain, i], complain));
  complain([chain], `${chain} is a list of stages, not ${shown(value)}; start each one with a dash: - { kind: … }`);
  return undefined;
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
