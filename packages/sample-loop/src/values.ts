import { type FixedPlan, nodeCount, orientationCount, type PanelPlan, type ShotPlan } from '@braggsim/core/kernel';
import { bandRow } from './band-values';
import { nodeValues } from './scatter-sum';

const XYZ = ['x', 'y', 'z'] as const;

/** Names the components of a vector, of which an array has three from a position on. */
export const vectorValues = (name: string, from: ArrayLike<number>, start = 0): Record<string, number> =>
  Object.fromEntries(XYZ.map((axis, i) => [`${name}.${axis}`, from[start + i] as number]));

/** Returns where sample `i` of a pixel lies: subpixels inside layers, fast inside slow, m from the pixel's centre. */
export function placeValues(prefix: string, { oversample, layerStep }: FixedPlan, { pixelSize }: PanelPlan, i: number) {
  const step = pixelSize / oversample;
  const sub = i % oversample ** 2;
  const layer = Math.floor(i / oversample ** 2);
  const fromCentre = (n: number) => step * (n + 0.5) - pixelSize / 2;
  return {
    [`${prefix}.fast`]: fromCentre(sub % oversample),
    [`${prefix}.slow`]: fromCentre(Math.floor(sub / oversample)),
    [`${prefix}.depth`]: layer * layerStep,
    [`${prefix}.layer`]: layer,
  };
}

/** The values of a number of all sources or orientations. */
export type Column = (i: number) => number;
/** Makes a column of a shot. */
type ShotColumn = (shot: ShotPlan) => Column;

/** Returns the components of vectors, of which rows of so many numbers each have one from a position on. */
const vectorColumns = (
  name: string,
  tableOf: (shot: ShotPlan) => Float64Array,
  width: number,
  start = 0,
): (readonly [string, ShotColumn])[] =>
  XYZ.map((axis, k) => [
    `${name}.${axis}`,
    (shot) => {
      const [table, first] = [tableOf(shot), start + k];
      return (i) => table[width * i + first] as number;
    },
  ]);

/** The numbers of a source, less the prefixes of their names. */
const OF_SOURCE: ReadonlyMap<string, ShotColumn> = new Map([
  ...vectorColumns('incident', ({ sources }) => sources.incident, 3),
  ...vectorColumns('magnetic', ({ sources }) => sources.magnetic, 3),
  [
    'wavelength',
    ({ sources: { wavelengths } }) =>
      (i) =>
        wavelengths[i] as number,
  ],
  [
    'weight',
    ({ sources: { weights } }) =>
      (i) =>
        weights[i] as number,
  ],
]);

/** Cell vectors, their lengths, and weights of orientations. */
const OF_ORIENTATION: ReadonlyMap<string, ShotColumn> = new Map([
  ...['a', 'b', 'c'].flatMap((name, j): (readonly [string, ShotColumn])[] => {
    const components = vectorColumns(name, ({ orientations }) => orientations, 9, 3 * j);
    const length: ShotColumn = (shot) => {
      const [x, y, z] = components.map(([, column]) => column(shot)) as [Column, Column, Column];
      return (i) => Math.sqrt(x(i) * x(i) + y(i) * y(i) + z(i) * z(i));
    };
    return [...components, [`${name}.length`, length]];
  }),
  [
    'orientation.weight',
    ({ orientationWeights }) =>
      (i) =>
        orientationWeights?.[i] ?? 1,
  ],
]);

const PREFIX_OF_SOURCE = /^(?:source|first)\./;
/** Matches the inputs that hold the numbers of a source for its energy, such as `value0`, and captures the position of each. */
const CHANNEL_VALUE = /^value(\d+)$/;

/** Makes the columns of a number of sources or orientations by the name of its input; undefined for what is neither. */
export function shotColumn(name: string): ShotColumn | undefined {
  if (!PREFIX_OF_SOURCE.test(name)) return OF_ORIENTATION.get(name);
  const ofSource = name.replace(PREFIX_OF_SOURCE, '');
  const channel = CHANNEL_VALUE.exec(ofSource)?.[1];
  if (channel === undefined) return OF_SOURCE.get(ofSource);
  return ({ sources: { channelValues, count } }) => {
    const each = (channelValues?.length ?? 0) / count;
    return (i) => channelValues?.[i * each + Number(channel)] ?? 0;
  };
}

/** Returns the number of samples of a pixel for one source and orientation: subpixels times layers. */
export const placeCount = ({ layers, oversample }: FixedPlan): number => layers * oversample ** 2;

const rows = (
  count: number,
  names: readonly string[],
  valuesOf: (i: number) => Record<string, number>,
): Float64Array => {
  const table = new Float64Array(count * names.length);
  if (names.length === 0) return table;
  for (let i = 0; i < count; i++) {
    const values = valuesOf(i);
    names.forEach((name, j) => {
      table[i * names.length + j] = values[name] as number;
    });
  }
  return table;
};

/** Names of the values per place, source, orientation and node that a kernel wants, in order. */
export interface LoopNames {
  readonly placeNames: readonly string[];
  readonly sourceNames: readonly string[];
  readonly orientationNames: readonly string[];
  readonly nodeNames?: readonly string[];
}

/** Tables of the loops that run, one row per turn, as the nest reads them. */
export interface LoopTables {
  readonly places: Float64Array;
  readonly sources: Float64Array;
  readonly orientations: Float64Array;
  readonly nodes?: Float64Array;
}

/** Values per place, source and orientation besides those of the plan. */
export interface MoreLoopValues {
  placeValues(i: number): Readonly<Record<string, number>>;
  sourceValues(i: number): Readonly<Record<string, number>>;
  orientationColumn(name: string): Column | undefined;
  nodeValues(i: number): Readonly<Record<string, number>>;
}

/**
 * Returns the tables of a panel and shot.
 *
 * @param made tables of the shot that other panels have already, by their names
 */
export function loopTables(
  names: LoopNames,
  fixed: FixedPlan,
  panel: PanelPlan,
  shot: ShotPlan,
  made = new Map<string, Float64Array>(),
  more?: MoreLoopValues,
): LoopTables {
  const { placeNames, sourceNames, orientationNames, nodeNames = [] } = names;
  const once = (name: string, make: () => Float64Array): Float64Array => {
    const table = made.get(name) ?? make();
    made.set(name, table);
    return table;
  };
  return {
    places: rows(placeCount(fixed), placeNames, (i) => ({
      ...placeValues('place', fixed, panel, i),
      ...more?.placeValues(i),
    })),
    sources: once(`sources ${sourceNames}`, () => sourceRows(sourceNames, shot, more)),
    orientations: once(`orientations ${orientationNames}`, () => orientationRows(orientationNames, shot, more)),
    ...(nodeNames.length > 0 && {
      nodes: once(`nodes ${nodeNames}`, () =>
        rows(nodeCount(fixed), nodeNames, (i) => ({
          ...nodeValues(fixed, i),
          ...bandRow(fixed, i),
          ...more?.nodeValues(i),
        })),
      ),
    }),
  };
}

/** Returns one row for each source. */
function sourceRows(names: readonly string[], shot: ShotPlan, more?: MoreLoopValues): Float64Array {
  const columns = names.flatMap((name) => {
    const column = shotColumn(name)?.(shot);
    return column ? [[name, column] as const] : [];
  });
  return rows(shot.sources.count, names, (i) => ({
    ...Object.fromEntries(columns.map(([name, column]) => [name, column(i)])),
    ...more?.sourceValues(i),
  }));
}

/** Returns the long table: mostly the nine numbers of each orientation as they stand in the plan. */
function orientationRows(names: readonly string[], shot: ShotPlan, more?: MoreLoopValues): Float64Array {
  if (names.length === 0) return new Float64Array();
  const plain = ['a', 'b', 'c'].flatMap((axis) => XYZ.map((x) => `${axis}.${x}`));
  if (names.length === plain.length && names.every((name, i) => name === plain[i])) return shot.orientations;
  const columns = names.map(
    (name): Column => more?.orientationColumn(name) ?? shotColumn(name)?.(shot) ?? (() => Number.NaN),
  );
  const table = new Float64Array(orientationCount(shot) * names.length);
  columns.forEach((column, j) => {
    for (let i = 0, at = j; at < table.length; i++, at += names.length) table[at] = column(i);
  });
  return table;
}
