import type { Parameter } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { Distribution, Value } from '../draws/distribution';
import type { DrawnShot } from '../draws/draw-shot';
import { findField, nameOf, namesFile } from '../plan/fields';
import type { Plan } from '../plan/plan';

/** Type of the values of a column. */
export type ColumnType = 'float64' | 'int32' | 'int64' | 'bool' | 'text';

/** A column of the labels of a data set. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

const QUATERNION = ['w', 'x', 'y', 'z'] as const;

/** A column with the entry of a list that it has. */
interface DrawnColumn extends Column {
  readonly path: string;
  readonly entry: number | undefined;
}

function typeOf(values: readonly Value[]): ColumnType {
  if (values.every((value) => typeof value === 'boolean')) return 'bool';
  return values.some((value) => typeof value === 'string') ? 'text' : 'float64';
}

/** Returns the type of the values of a table for a field: numbers where a field has numbers or words. */
function typeInTables(path: string, experiment: Experiment): ColumnType {
  const type = findField(path, experiment)?.parameter.type ?? 'number';
  if (type === 'boolean') return 'bool';
  return TEXTS.has(type) ? 'text' : 'float64';
}

const TEXTS: ReadonlySet<Parameter['type']> = new Set(['text', 'enum', 'stage']);

function columnsOf(path: string, distribution: Distribution, experiment: Experiment): DrawnColumn[] {
  const numbered = (names: readonly (string | number)[]) =>
    names.map((name, entry): DrawnColumn => ({ name: `${path}.${name}`, type: 'float64', path, entry }));
  switch (distribution.kind) {
    case 'rotation':
      return numbered(QUATERNION);
    case 'direction':
      return numbered([0, 1, 2]);
    case 'constant':
    case 'choice':
    case 'files':
      return columnsOfValues(path, distribution.kind === 'constant' ? [distribution.value] : distribution.values);
    case 'table':
      return [{ name: path, type: typeInTables(path, experiment), path, entry: undefined }];
    default:
      return [{ name: path, type: 'float64', path, entry: undefined }];
  }
}

function columnsOfValues(path: string, values: readonly Value[]): DrawnColumn[] {
  const longest = Math.max(...values.map((value) => (Array.isArray(value) ? value.length : 0)));
  if (longest === 0) return [{ name: path, type: typeOf(values), path, entry: undefined }];
  return Array.from({ length: longest }, (_, entry) => ({ name: `${path}.${entry}`, type: 'float64', path, entry }));
}

/** Lists the columns of the values that a plan draws. */
export function drawnColumns({
  vary,
  groups,
  experiment,
}: Pick<Plan, 'vary' | 'groups' | 'experiment'>): readonly DrawnColumn[] {
  const grouped = Object.values(groups).flatMap(({ fields, source }) =>
    fields.flatMap((path, i): DrawnColumn[] => {
      if (source.kind === 'rows')
        return columnsOfValues(
          path,
          source.rows.map((row) => row[i] as Value),
        );
      const type = source.kind === 'table' ? typeInTables(path, experiment) : 'float64';
      return [{ name: path, type, path, entry: undefined }];
    }),
  );
  return [
    ...Object.entries(vary).flatMap(([path, { distribution }]) => columnsOf(path, distribution, experiment)),
    ...grouped,
  ];
}

/** Returns what a column has where a field kept the value of the experiment. */
const missing = (type: ColumnType): number | string | boolean => (type === 'text' ? '' : Number.NaN);

/** Returns the value of a shot in each column of what was drawn. */
export function drawnValues(columns: readonly DrawnColumn[], { values }: DrawnShot): (number | string | boolean)[] {
  return columns.map(({ path, entry, type }) => {
    const value = values.get(path);
    const one = entry === undefined ? value : (value as readonly number[] | undefined)?.[entry];
    if (one === undefined || one === null) return missing(type);
    // Folders depend on where the command runs.
    if (type === 'text') return namesFile(path) ? nameOf(String(one)) : String(one);
    // A word in place of a number has none.
    return typeof one === 'string' ? missing(type) : (one as number | boolean);
  });
}
