import { type FixedPlan, nodeCount, orientationCount, type PanelPlan, type ShotPlan } from '@braggsim/core/kernel';
import { bandRow } from './band-values';
import { nodeValues } from './scatter-sum';

const XYZ = ['x', 'y', 'z'] as const;

export const vectorValues = (name: string, from: ArrayLike<number>, start = 0): Record<string, number> =>
  Object.fromEntries(XYZ.map((axis, i) => [`${name}.${axis}`, from[start + i] as number]));

/** One source by the names of its inputs. */
const sourceValues = (prefix: string, { sources }: ShotPlan, i: number): Record<string, number> => ({
  ...vectorValues(`${prefix}.incident`, sources.incident, 3 * i),
  ...vectorValues(`${prefix}.magnetic`, sources.magnetic, 3 * i),
  [`${prefix}.wavelength`]: sources.wavelengths[i] as number,
  [`${prefix}.weight`]: sources.weights[i] as number,
  ...channelNumbers(prefix, sources.channelValues, sources.count, i),
});

/** The numbers of the energy of one source by the names of their inputs. */
export function channelNumbers(
  prefix: string,
  values: Float64Array | undefined,
  sources: number,
  i: number,
): Record<string, number> {
  const each = (values?.length ?? 0) / sources;
  return Object.fromEntries(
    Array.from({ length: each }, (_, j) => [`${prefix}.value${j}`, values?.[i * each + j] ?? 0]),
  );
}

/** Where sample `i` of a pixel lies: subpixels inside layers, fast inside slow, m from the pixel's centre. */
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

/** The values of a number of all orientations. */
export type Column = (orientation: number) => number;

/** The numbers of orientations by the names of their inputs. */
function orientationColumns({ orientations, orientationWeights }: ShotPlan): Readonly<Record<string, Column>> {
  const axes = ['a', 'b', 'c'].map((name, j) => {
    const component = (k: number): Column => {
      const start = 3 * j + k;
      return (i) => orientations[9 * i + start] as number;
    };
    const [x, y, z] = [component(0), component(1), component(2)];
    const length: Column = (i) => Math.sqrt(x(i) * x(i) + y(i) * y(i) + z(i) * z(i));
    return { [`${name}.x`]: x, [`${name}.y`]: y, [`${name}.z`]: z, [`${name}.length`]: length };
  });
  return Object.assign({ 'orientation.weight': (i: number) => orientationWeights?.[i] ?? 1 }, ...axes);
}

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
 * The tables of a panel and shot.
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
    sources: once(`sources ${sourceNames}`, () =>
      rows(shot.sources.count, sourceNames, (i) => ({
        ...sourceValues('source', shot, i),
        ...more?.sourceValues(i),
      })),
    ),
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

/** The long table: mostly the nine numbers of each orientation as they stand in the plan. */
function orientationRows(names: readonly string[], shot: ShotPlan, more?: MoreLoopValues): Float64Array {
  if (names.length === 0) return new Float64Array();
  const plain = ['a', 'b', 'c'].flatMap((axis) => XYZ.map((x) => `${axis}.${x}`));
  if (names.length === plain.length && names.every((name, i) => name === plain[i])) return shot.orientations;
  const own = orientationColumns(shot);
  const columns = names.map((name): Column => more?.orientationColumn(name) ?? own[name] ?? (() => Number.NaN));
  const table = new Float64Array(orientationCount(shot) * names.length);
  columns.forEach((column, j) => {
    for (let i = 0, at = j; at < table.length; i++, at += names.length) table[at] = column(i);
  });
  return table;
}
