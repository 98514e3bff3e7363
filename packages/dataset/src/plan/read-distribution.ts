import { didYouMean, isRecord, pathText } from '@braggsim/core/text';
import type { Vector } from '../draws/directions';
import type { Distribution, Pick, ScalarDistribution, Value } from '../draws/distribution';
import { expected, member, type Part, readNumber, readNumbers, readWord, refuseOthers } from './reading';

const SCALAR_KINDS = ['constant', 'choice', 'files', 'uniform', 'logUniform', 'integer', 'normal'] as const;
const KINDS = [...SCALAR_KINDS, 'rotation', 'direction', 'table'] as const;
type Kind = (typeof KINDS)[number];

const PICKS = ['random', 'inOrder'] as const;
const WEIGHTED: ReadonlySet<string> = new Set(['choice', 'files']);

/** Reads how rows are taken; at random where nothing is said. */
export const readPick = (part: Part): Pick | undefined => (part.value === undefined ? 'random' : readWord(part, PICKS));

/**
 * Reads a distribution of a field: a record with the name of its kind, such as `{ uniform: [1, 2] }`. A plain value stands for
 * a constant.
 *
 * @param besides names of further members that the record may have
 */
export function readDistribution(part: Part, besides: readonly string[] = []): Distribution | undefined {
  if (!isRecord(part.value)) return expected(part, `a distribution, { kind: ... } with ${KINDS.join(', ')}`);
  const kinds = KINDS.filter((kind) => Object.hasOwn(part.value as object, kind));
  const [kind, other] = kinds;
  if (kind === undefined || other !== undefined) {
    const wrong = Object.keys(part.value).find((key) => !besides.includes(key) && key !== 'weights');
    const remedy = kind === undefined && wrong !== undefined ? didYouMean(wrong, KINDS) : '';
    const found = kind === undefined ? (wrong === undefined ? 'none' : `'${wrong}'`) : kinds.join(' and ');
    part.report(part.path, `${pathText(part.path)} needs one of ${KINDS.join(', ')}, found ${found}${remedy}`);
    return undefined;
  }
  refuseOthers(part, [kind, ...(WEIGHTED.has(kind) ? ['weights'] : []), ...besides]);
  return READERS[kind](member(part, kind), part);
}

/** Reads a distribution of single values, without tables and rotations. */
export function readScalar(part: Part): ScalarDistribution | undefined {
  if (typeof part.value === 'number') return { kind: 'constant', value: part.value };
  const read = readDistribution(part);
  if (!read) return undefined;
  if ((SCALAR_KINDS as readonly string[]).includes(read.kind)) return read as ScalarDistribution;
  return expected(part, `a distribution of numbers (${SCALAR_KINDS.join(', ')})`);
}

type Reader = (part: Part, record: Part) => Distribution | undefined;

const isScalar = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'string' || typeof value === 'boolean';
const isValue = (value: unknown): value is Value =>
  isScalar(value) || (Array.isArray(value) && value.length > 0 && value.every((entry) => isScalar(entry)));

function readValues(part: Part, what: string, isAllowed: (value: unknown) => boolean): readonly Value[] | undefined {
  const { value } = part;
  if (!Array.isArray(value) || value.length === 0) return expected(part, `a list of ${what}, one or more`);
  const wrong = value.findIndex((entry) => !isAllowed(entry));
  return wrong < 0 ? (value as Value[]) : expected(member(part, wrong), `one of the ${what}`);
}

function readWeights(part: Part, count: number): readonly number[] | undefined {
  if (part.value === undefined) return Array<number>(count).fill(1);
  const weights = readNumbers(part, undefined, { min: 0 });
  if (!weights) return undefined;
  if (weights.length !== count) return expected(part, `a list of ${count} weights, one for each value`);
  if (!weights.some((weight) => weight > 0)) return expected(part, 'a list of weights with a sum above 0');
  return weights;
}

const listed =
  (kind: 'choice' | 'files', what: string, isAllowed: (value: unknown) => boolean): Reader =>
  (part, record) => {
    const values = readValues(part, what, isAllowed);
    const weights = values && readWeights(member(record, 'weights'), values.length);
    return values && weights && { kind, values, weights };
  };

const ranged =
  (kind: 'uniform' | 'logUniform' | 'integer'): Reader =>
  (part) => {
    const range = readNumbers(part, 2, {
      ...(kind === 'integer' && { whole: true }),
      ...(kind === 'logUniform' && { above: 0 }),
    });
    if (!range) return undefined;
    const [low, high] = range as [number, number];
    return low <= high ? { kind, low, high } : expected(part, 'a range of a lower and a higher end');
  };

function readNormal(part: Part): Distribution | undefined {
  const { value } = part;
  if (!isRecord(value)) return expected(part, 'a record of mean and sd, and perhaps min and max');
  refuseOthers(part, ['mean', 'sd', 'min', 'max']);
  const mean = readNumber(member(part, 'mean'));
  const sd = readNumber(member(part, 'sd'), { min: 0 });
  const end = (key: string, none: number) => (Object.hasOwn(value, key) ? readNumber(member(part, key)) : none);
  const min = end('min', Number.NEGATIVE_INFINITY);
  const max = end('max', Number.POSITIVE_INFINITY);
  if (mean === undefined || sd === undefined || min === undefined || max === undefined) return undefined;
  if (min >= max) return expected(part, 'a distribution whose min is below its max');
  return {
    kind: 'normal',
    mean,
    sd,
    ...(Number.isFinite(min) && { min }),
    ...(Number.isFinite(max) && { max }),
  };
}

function readVector(part: Part): Vector | undefined {
  const vector = readNumbers(part, 3);
  if (!vector) return undefined;
  return vector.some((x) => x !== 0) ? (vector as unknown as Vector) : expected(part, 'a vector that is not 0');
}

function readRotation(part: Part): Distribution | undefined {
  if (part.value === 'uniform') return { kind: 'rotation', axes: [] };
  if (!isRecord(part.value)) return expected(part, 'uniform, or a record of axis or axes and degrees');
  refuseOthers(part, ['axis', 'axes', 'degrees']);
  const several = Object.hasOwn(part.value, 'axes');
  if (several === Object.hasOwn(part.value, 'axis')) return expected(part, 'a record with axis or axes, one of them');
  const axes = several
    ? Array.isArray(part.value.axes) && part.value.axes.length > 0
      ? part.value.axes.map((_, i) => readVector(member(member(part, 'axes'), i)))
      : [expected(member(part, 'axes'), 'a list of vectors')]
    : [readVector(member(part, 'axis'))];
  const degrees = readScalar(member(part, 'degrees'));
  if (!degrees || !axes.every((axis) => axis !== undefined)) return undefined;
  return { kind: 'rotation', axes, degrees };
}

function readDirection(part: Part): Distribution | undefined {
  if (part.value === 'sphere') return { kind: 'direction', capDeg: 180, about: [0, 0, 1] };
  if (!isRecord(part.value)) return expected(part, 'sphere, or a record of cap and about');
  refuseOthers(part, ['cap', 'about']);
  const capDeg = readNumber(member(part, 'cap'), { min: 0, max: 180 });
  const about = readVector(member(part, 'about'));
  return capDeg === undefined || !about ? undefined : { kind: 'direction', capDeg, about };
}

function readTable(part: Part): Distribution | undefined {
  if (!isRecord(part.value)) return expected(part, 'a record of file and column, and perhaps pick');
  refuseOthers(part, ['file', 'column', 'pick']);
  const { file, column } = part.value;
  const pick = readPick(member(part, 'pick'));
  if (typeof file !== 'string' || file === '')
    return expected(member(part, 'file'), 'the name of a .csv or .parquet file');
  if (typeof column !== 'string') return expected(member(part, 'column'), 'the name of a column');
  return pick && { kind: 'table', file, column, pick };
}

const READERS: Readonly<Record<Kind, Reader>> = {
  constant: (part) => (isValue(part.value) ? { kind: 'constant', value: part.value } : expected(part, 'a value')),
  choice: listed('choice', 'values', isValue),
  files: listed('files', 'names of files', (value) => typeof value === 'string' && value !== ''),
  uniform: ranged('uniform'),
  logUniform: ranged('logUniform'),
  integer: ranged('integer'),
  normal: readNormal,
  rotation: readRotation,
  direction: readDirection,
  table: readTable,
};
