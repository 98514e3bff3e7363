import { isRecord } from '@braggsim/core/text';
import { builtinTables, type Experiment, type ExperimentTables } from '@braggsim/experiment';
import { type Distribution, ends, type ScalarDistribution, type Value } from '../draws/distribution';
import { type Field, fieldProblem, findField, valueProblem } from './fields';
import type { Condition, Group, GroupSource, VariedField } from './plan';
import { readDistribution, readPick } from './read-distribution';
import { expected, type Members, member, type Part, readNumber, readNumbers, refuseOthers } from './reading';

/** Experiment and parameter tables against which the fields of a plan are checked. */
export interface FieldContext {
  readonly experiment: Experiment;
  readonly tables: ExperimentTables;
}

const MEMBERS = ['when'];

/** Reads the fields that are drawn, each by itself. */
export function readVary(part: Part, context: FieldContext): Record<string, VariedField> {
  if (part.value === undefined) return {};
  if (!isRecord(part.value)) {
    expected(part, 'a record of fields with their distributions');
    return {};
  }
  const entries = Object.keys(part.value).flatMap((path): [string, VariedField][] => {
    const field = fieldOf(member(part, path), path, context);
    const distribution = readDistribution(member(part, path), MEMBERS);
    const when = readWhen(member(member(part, path), 'when'));
    if (!field || !distribution) return [];
    checkEnds(member(part, path), path, field, distribution);
    return [[path, { distribution, when }]];
  });
  return Object.fromEntries(entries);
}

/** Finds a field, or reports that there is none or that it cannot vary. */
function fieldOf({ path: at, report }: Part, path: string, { experiment, tables }: FieldContext): Field | undefined {
  const problem = fieldProblem(path, experiment, tables);
  if (problem === undefined) return findField(path, experiment, tables);
  return void report(at, problem);
}

/** Reports values at the ends of a distribution that the field may not have. */
function checkEnds({ path: at, report }: Part, path: string, field: Field, distribution: Distribution): void {
  const { parameter, entry } = field;
  if (distribution.kind === 'table') return;
  if (distribution.kind === 'rotation' || distribution.kind === 'direction') {
    const count = distribution.kind === 'rotation' ? 4 : 3;
    const fits = entry === undefined && parameter.type === 'numbers' && [parameter.count].flat().includes(count);
    if (!fits) report(at, `${path} does not hold a ${distribution.kind} (${count} numbers)`);
    return;
  }
  const problems = new Set(ends(distribution).flatMap((value) => valueProblem(field, path, value) ?? []));
  if (parameter.type === 'integer' && drawsFractions(distribution))
    problems.add(`${path} is a whole number: draw it with integer or choice, not with ${distribution.kind}`);
  for (const problem of problems) report(at, problem);
}

/** Tells whether a distribution has values between whole numbers. */
const drawsFractions = (distribution: ScalarDistribution): boolean => {
  switch (distribution.kind) {
    case 'normal':
      return distribution.sd > 0;
    case 'uniform':
    case 'logUniform':
      return distribution.low < distribution.high;
    default:
      return false;
  }
};

/** Reads the groups of fields that are drawn together. */
export function readGroups(part: Part, context: FieldContext): Record<string, Group> {
  if (part.value === undefined) return {};
  if (!isRecord(part.value)) {
    expected(part, 'a record of groups by their names');
    return {};
  }
  const entries = Object.keys(part.value).flatMap((name): [string, Group][] => {
    const group = readGroup(member(part, name), context);
    return group ? [[name, group]] : [];
  });
  return Object.fromEntries(entries);
}

const SOURCES = ['table', 'rows', 'normal'] as const;

function readGroup(part: Part, context: FieldContext): Group | undefined {
  const { value } = part;
  if (!isRecord(value)) return expected(part, `a group of fields with one of ${SOURCES.join(', ')}`);
  const found = SOURCES.filter((kind) => Object.hasOwn(value, kind));
  const [kind] = found;
  if (kind === undefined || found.length > 1)
    return expected(part, `a group of fields with one of ${SOURCES.join(', ')}`);
  const own = { table: ['columns', 'pick'], rows: ['fields', 'pick'], normal: ['fields'] }[kind];
  refuseOthers(part, [kind, ...own, ...MEMBERS]);
  const when = readWhen(member(part, 'when'));
  const listed = kind === 'table' ? readColumns(member(part, 'columns')) : readFieldList(member(part, 'fields'));
  if (!listed) return undefined;
  const { fields, parts, columns } = listed;
  const known = fields.map((path, i) => fieldOf(parts[i] as Part, path, context));
  const source = readSource(kind, part, fields.length, columns);
  if (!source || known.some((field) => field === undefined)) return undefined;
  checkSource(source, fields, known as Field[], member(part, kind));
  return { fields, source, when };
}

interface FieldList {
  readonly fields: readonly string[];
  readonly parts: readonly Part[];
  readonly columns: readonly string[];
}

function readColumns(part: Part): FieldList | undefined {
  const { value } = part;
  if (!isRecord(value) || Object.keys(value).length === 0)
    return expected(part, 'a record of columns with the fields that they are for');
  const columns = Object.keys(value);
  const parts = columns.map((column) => member(part, column));
  const wrong = parts.find((one) => typeof one.value !== 'string');
  if (wrong) return expected(wrong, 'the path of a field');
  return { columns, parts, fields: Object.values(value) as string[] };
}

function readFieldList(part: Part): FieldList | undefined {
  const { value } = part;
  if (!Array.isArray(value) || value.length === 0 || !value.every((path) => typeof path === 'string'))
    return expected(part, 'a list of paths of fields');
  return { columns: [], fields: value as string[], parts: value.map((_, i) => member(part, i)) };
}

function readSource(
  kind: (typeof SOURCES)[number],
  group: Part,
  count: number,
  columns: readonly string[],
): GroupSource | undefined {
  const part = member(group, kind);
  if (kind === 'normal') return readNormal(part, count);
  const pick = readPick(member(group, 'pick'));
  if (!pick) return undefined;
  if (kind === 'table') {
    if (typeof part.value === 'string' && part.value !== '') return { kind, file: part.value, columns, pick };
    return expected(part, 'the name of a .csv or .parquet file');
  }
  const { value } = part;
  const fits =
    Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row) && row.length === count);
  return fits ? { kind, rows: value as Value[][], pick } : expected(part, `a list of rows of ${count} values`);
}

function readNormal(part: Part, count: number): GroupSource | undefined {
  if (!isRecord(part.value)) return expected(part, 'a record of mean and covariance');
  refuseOthers(part, ['mean', 'covariance']);
  const mean = readNumbers(member(part, 'mean'), count);
  const rows = member(part, 'covariance');
  if (!Array.isArray(rows.value) || rows.value.length !== count) return expected(rows, `${count} rows of numbers`);
  const covariance = rows.value.map((_, i) => readNumbers(member(rows, i), count));
  if (!mean || covariance.some((row) => row === undefined)) return undefined;
  const matrix = covariance as (readonly number[])[];
  const symmetric = matrix.every((row, i) => row.every((x, j) => x === matrix[j]?.[i]));
  if (!symmetric || !lowerFactor(matrix)) return expected(rows, 'a symmetric matrix without negative eigenvalues');
  return { kind: 'normal', mean, covariance: matrix };
}

/** Computes the lower Cholesky factor of a symmetric matrix; undefined where it has a negative eigenvalue. */
export function lowerFactor(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : (lower[j] as number[]);
      const rest = (row[j] as number) - own.reduce((sum, x, k) => sum + x * (other[k] as number), 0);
      if (j < i) {
        const pivot = other[j] as number;
        if (pivot === 0 && Math.abs(rest) > 1e-12) return undefined;
        own.push(pivot === 0 ? 0 : rest / pivot);
      } else if (rest < -1e-12 * Math.abs(row[i] as number)) return undefined;
      else own.push(Math.sqrt(Math.max(0, rest)));
    }
    lower.push(own);
  }
  return lower;
}

/** Reports rows, or means, that the fields may not have. */
function checkSource(source: GroupSource, fields: readonly string[], known: readonly Field[], part: Part): void {
  const rows = source.kind === 'rows' ? source.rows : source.kind === 'normal' ? [source.mean] : [];
  const problems = rows.flatMap((row) =>
    fields.flatMap((path, i) => valueProblem(known[i] as Field, path, row[i]) ?? []),
  );
  if (source.kind === 'normal') {
    const whole = fields.filter((_, i) => known[i]?.parameter.type === 'integer');
    problems.push(...whole.map((path) => `${path} is a whole number: draw it with integer or choice, not with normal`));
  }
  for (const problem of new Set(problems)) part.report(part.path, problem);
}

/** Reads the tests under which a field is drawn; none where nothing is said. */
function readWhen(part: Part): readonly Condition[] {
  if (part.value === undefined) return [];
  if (!isRecord(part.value)) {
    expected(part, 'a record of fields with their values');
    return [];
  }
  return Object.entries(part.value).flatMap(([path, value]): Condition[] => {
    const range = member(part, path);
    if (!isRecord(value)) {
      const values = (Array.isArray(value) ? value : [value]) as Value[];
      if (values.length === 0) expected(range, 'a value, a list of values, or a record of min and max');
      return [{ path, values }];
    }
    refuseOthers(range, ['min', 'max']);
    const { min, max } = value as Members;
    const ends = {
      ...(min !== undefined && { min: readNumber(member(range, 'min')) ?? 0 }),
      ...(max !== undefined && { max: readNumber(member(range, 'max')) ?? 0 }),
    };
    const { min: least = Number.NEGATIVE_INFINITY, max: most = Number.POSITIVE_INFINITY } = ends;
    if (least > most) expected(range, 'a range of a lower and a higher end');
    return [{ path, ...ends }];
  });
}

/** Returns the context of a plan without plug-ins. */
export const contextOf = (experiment: Experiment, tables: ExperimentTables = builtinTables): FieldContext => ({
  experiment,
  tables,
});
