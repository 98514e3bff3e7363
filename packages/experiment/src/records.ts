import { expectation, isAllowed, type Parameter, type ParameterTable } from '@braggsim/core';
import { didYouMean, isRecord, type Path, pathText, shown } from '@braggsim/core/text';
import type { StageKinds } from './tables';

/** Reports a problem with the field at a path. */
export type Report = (path: Path, message: string) => void;

/** Returns `name=text` of a record of one such text, and other entries as they are. */
function namedText(names: readonly string[], entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const [[name = '', text] = [], ...more] = Object.entries(entry);
  return more.length === 0 && names.includes(name) && typeof text === 'string' && text !== ''
    ? `${name}=${text}`
    : entry;
}

/** Replaces a number by the word that is written like it, and a single value by a list of one, where the field has such a type. */
function listed({ type, count, named }: Parameter, value: unknown): unknown {
  if (named && Array.isArray(value)) return value.map((entry) => namedText(named, entry));
  if (type === 'enum' && typeof value === 'number') return String(value);
  if (type === 'stringList' && typeof value === 'string') return [value];
  return type === 'numbers' && typeof value === 'number' && [count].flat().includes(1) ? [value] : value;
}

/**
 * Reads the value of a field and reports one that its parameter may not have.
 *
 * @param name name of the record that holds the field, for messages
 */
export function readField(parameter: Parameter, value: unknown, path: Path, report: Report, name?: string): unknown {
  const candidate = listed(parameter, value);
  if (isAllowed(parameter, candidate)) return candidate;
  const called = name === undefined ? '' : ` (${name})`;
  report(path, `${pathText(path)}${called} is ${expectation(parameter)}, not ${shown(value)}`);
  return undefined;
}

interface RecordPlace {
  readonly path: Path;
  readonly name?: string | undefined;
}

/** Reads the fields of one record of a list; unknown and missing fields are reported. */
function readRecord(
  table: ParameterTable,
  given: Readonly<Record<string, unknown>>,
  { path, name }: RecordPlace,
  report: Report,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const called = name === undefined ? '' : ` (${name})`;
  for (const [key, entry] of Object.entries(given)) {
    if (entry === null) continue;
    const parameter = Object.hasOwn(table, key) ? table[key] : undefined;
    if (parameter) result[key] = readField(parameter, entry, [...path, key], report, name);
    else {
      const names = Object.keys(table);
      const remedy = didYouMean(key, names, `; it has ${names.join(', ')}`);
      report([...path, key], `${pathText(path)}${called} has no parameter '${key}'${remedy}`);
    }
  }
  for (const [key, parameter] of Object.entries(table)) {
    if (!parameter.required || (given[key] ?? null) !== null) continue;
    report(path, `${pathText(path)}${called} needs ${key}, ${expectation(parameter)}`);
  }
  return result;
}

/** Reads a stage with the parameters of its kind. */
function readStage(kinds: StageKinds, value: unknown, path: Path, report: Report): unknown {
  const names = Object.keys(kinds);
  const { kind, ...given } = isRecord(value) ? value : { kind: value };
  if (names.length === 0) {
    report(path, `${pathText(path)} names a stage of a plug-in, and none is loaded that has one (--plugin)`);
    return undefined;
  }
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    const remedy =
      typeof kind === 'string' ? didYouMean(kind, names, '; that of a plug-in has to be loaded (--plugin)') : '';
    report(path, `${pathText(path)} is a stage of kind ${names.join(' or ')}, not ${shown(kind ?? value)}${remedy}`);
    return undefined;
  }
  return { kind, ...readRecord(kinds[kind] as ParameterTable, given, { path, name: kind }, report) };
}

/** Reads a field that names one stage, alone or with its parameters. */
export function readSlot(kinds: StageKinds, value: unknown, path: Path, report: Report): unknown {
  const stage = readStage(kinds, value, path, report);
  return typeof value === 'string' && stage !== undefined ? value : stage;
}

/**
 * Reads a list of stages, such as that of `background` or `readout`, each with the parameters of its kind; what is wrong is
 * reported.
 *
 * @returns the stages; undefined for what is not a list
 */
export function readChain(chain: string, kinds: StageKinds, value: unknown, report: Report): unknown {
  if (Array.isArray(value)) return value.map((stage, i) => readStage(kinds, stage, [chain, i], report));
  report([chain], `${chain} is a list of stages, not ${shown(value)}; start each one with a dash: - { kind: … }`);
  return undefined;
}

/** Reads a list of records within a section, such as `detector.panels`. */
export function readRecords(path: Path, fields: ParameterTable, value: unknown, report: Report): unknown {
  const at = path.join('.');
  if (!Array.isArray(value) || value.length === 0) {
    report(path, `${at} is a list with a record or more, not ${shown(value)}; start each one with a dash`);
    return undefined;
  }
  return value.map((row: unknown, i) => {
    const here = [...path, i];
    if (!isRecord(row)) {
      const names = Object.keys(fields).join(', ');
      report(here, `${pathText(here)} is a record with the fields ${names}, not ${shown(row)}`);
      return undefined;
    }
    const name = typeof row.name === 'string' ? row.name : undefined;
    return readRecord(fields, row, { path: here, name }, report);
  });
}
