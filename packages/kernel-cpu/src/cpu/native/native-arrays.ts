import type { TileLists } from '@braggsim/sample-loop';
import type { StructureTables } from '../../table-values';
import type { PanelShot } from '../band-runner';
import { BLOCK, NATIVE_PARAMETERS, type NativeLayout, type NativeParameter } from './layout';

/** Function of a native nest: takes the arrays that it reads, then the one that it writes. Returns true. */
export type NativeRun = (...arrays: readonly ArrayBufferView[]) => unknown;

/** Runs a native nest, which must have taken its arrays. */
export function runNative(run: NativeRun, reads: readonly ArrayBufferView[], into: ArrayBufferView): void {
  if (run(...reads, into) !== true) throw new Error('native code did not take its arrays');
}

/** The arrays of a panel and shot that a native nest reads. */
export interface NativeArrays {
  /** All of them, in the order in which the function takes them. */
  readonly reads: readonly ArrayBufferView[];
  readonly set: (parameter: NativeParameter, value: number) => void;
  /** Takes the lists of the tiles of a band, for code that reads them. */
  readonly setLists: (lists: TileLists) => void;
}

/** Returns the next multiple of a block: columns are read a vector at a time. */
const strideOf = (count: number): number => Math.ceil(count / BLOCK) * BLOCK;

/** Returns the rows of a table as columns of `strideOf(rows)` values. */
function columnsOf(table: Float64Array, rows: number): Float64Array {
  const width = table.length / rows;
  const stride = strideOf(rows);
  const columns = new Float64Array(width * stride);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) columns[c * stride + row] = table[row * width + c] as number;
  }
  return columns;
}

/**
 * Makes the arrays of shots for a native nest with its tables of structure factors.
 *
 * @returns a function of the numbers of a panel, the flags of the tiles of a band, and parameters besides those of the loops
 */
export function nativeArrays(
  layout: NativeLayout,
  structure: StructureTables,
): (shot: PanelShot, flags: Uint8Array, given: Partial<Record<NativeParameter, number>>) => NativeArrays {
  const tables = layout.tables.map((name) => {
    const values = structure[name] as Float64Array;
    return layout.real === 'double' ? values : Float32Array.from(values);
  });
  const transposed = new WeakMap<Float64Array, Float64Array>();
  const byColumns = (table: Float64Array, rows: number): Float64Array => {
    const columns = transposed.get(table) ?? columnsOf(table, rows);
    transposed.set(table, columns);
    return columns;
  };
  return ({ planValues, tables: loops, counts }, flags, given) => {
    const { places, sources, orientations, nodes = 1 } = counts;
    const all: Partial<Record<NativeParameter, number>> = {
      ...given,
      ...counts,
      placesStride: strideOf(places),
      sourcesStride: strideOf(sources),
      orientationsStride: strideOf(orientations),
      nodesStride: strideOf(nodes),
    };
    const loopTable = (name: keyof typeof counts): Float64Array => {
      const table = loops[name] ?? new Float64Array();
      return layout.byColumns === name ? byColumns(table, counts[name] ?? 1) : table;
    };
    const parameters = Int32Array.from(NATIVE_PARAMETERS, (name) => all[name] ?? 0);
    const reads: ArrayBufferView[] = [
      parameters,
      flags,
      planValues,
      loopTable('places'),
      loopTable('sources'),
      loopTable('orientations'),
      loopTable('nodes'),
    ];
    const listsAt = reads.length;
    if (layout.listed) reads.push(new Int32Array(), new Int32Array());
    reads.push(...tables);
    return {
      reads,
      setLists: ({ starts, entries }) => {
        reads[listsAt] = starts;
        reads[listsAt + 1] = entries;
      },
      set: (parameter, value) => {
        parameters[NATIVE_PARAMETERS.indexOf(parameter)] = value;
      },
    };
  };
}
