import { TILE_EDGE } from '@braggsim/sample-loop';
import { flagCount, flagTiles, type PanelPixels, wantedRows } from '../band';
import type { BandRunner, PanelShot, StructureTables } from '../band-runner';
import { BLOCK, NATIVE_PARAMETERS, type NativeLayout, type NativeParameter } from './layout';

/** Function of a native nest: takes the arrays that it reads, then the image. Returns true. */
export type NativeRun = (...arrays: readonly ArrayBufferView[]) => unknown;

/** The next multiple of a block: columns are read a vector at a time. */
const strideOf = (count: number): number => Math.ceil(count / BLOCK) * BLOCK;

/** The rows of a table as columns of `strideOf(rows)` values. */
function columnsOf(table: Float64Array, rows: number): Float64Array {
  const width = table.length / rows;
  const stride = strideOf(rows);
  const columns = new Float64Array(width * stride);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) columns[c * stride + row] = table[row * width + c] as number;
  }
  return columns;
}

/** A panel and its numbers, as the function takes them. */
interface Loaded {
  readonly panel: PanelPixels;
  readonly columns: number;
  readonly flags: Uint8Array;
  readonly parameters: Int32Array;
  readonly reads: readonly ArrayBufferView[];
}

const parameterAt = (name: NativeParameter): number => NATIVE_PARAMETERS.indexOf(name);

/**
 * Creates a runner of a native nest with the tables of structure factors, for one panel after the other. Pixels are
 * written directly into images.
 */
export function nativeRunner(run: NativeRun, layout: NativeLayout, structure: StructureTables): BandRunner {
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
  let loaded: Loaded | undefined;
  let narrowed: Float32Array | undefined;
  /** Where float32 pixels go that are wanted in another type. */
  const narrowedOf = (length: number): Float32Array => {
    if (narrowed?.length !== length) narrowed = new Float32Array(length);
    return narrowed;
  };
  return {
    load: (panel, { planValues, tables: loops, counts }: PanelShot) => {
      const columns = Math.ceil(panel.pixelsFast / TILE_EDGE);
      const { places, sources, orientations, nodes = 1 } = counts;
      const [firstFast, endFast] = panel.region.fast;
      const given: Partial<Record<NativeParameter, number>> = {
        columns,
        ...counts,
        placesStride: strideOf(places),
        sourcesStride: strideOf(sources),
        orientationsStride: strideOf(orientations),
        nodesStride: strideOf(nodes),
        firstFast,
        endFast,
        pixelsFast: panel.pixelsFast,
      };
      const loopTable = (name: keyof typeof counts): Float64Array => {
        const table = loops[name] ?? new Float64Array();
        return layout.byColumns === name ? byColumns(table, counts[name] ?? 1) : table;
      };
      const plan = layout.planNames.map((name) => {
        const value = planValues[name];
        if (value === undefined) throw new Error(`the plan has no value for '${name}'`);
        return value;
      });
      const parameters = Int32Array.from(NATIVE_PARAMETERS, (name) => given[name] ?? 0);
      const flags = new Uint8Array(flagCount(columns));
      const reads = [
        parameters,
        flags,
        Float64Array.from(plan),
        loopTable('places'),
        loopTable('sources'),
        loopTable('orientations'),
        loopTable('nodes'),
        ...tables,
      ];
      loaded = { panel, columns, flags, parameters, reads };
    },
    run: (firstRow, into) => {
      const { panel, columns, flags, parameters, reads } = loaded as Loaded;
      const [start, end] = wantedRows(panel, firstRow);
      if (start >= end || !flagTiles(flags, panel, firstRow, columns)) return;
      parameters[parameterAt('firstRow')] = firstRow / TILE_EDGE;
      parameters[parameterAt('lastRow')] = Math.ceil(end / TILE_EDGE);
      parameters[parameterAt('firstSlow')] = start;
      parameters[parameterAt('endSlow')] = end;
      const image = into instanceof Float32Array ? into : narrowedOf(into.length);
      if (run(...reads, image) !== true) throw new Error('native code did not take its arrays');
      if (image !== into) copyRows(image, into, panel, start, end);
      if (panel.mask) clearMasked(into, panel, start, end);
    },
  };
}

/** Copies the pixels of the region in rows [start, end) into an image of another type. */
function copyRows(
  from: Float32Array,
  into: Float32Array | Float64Array,
  { pixelsFast, region }: PanelPixels,
  start: number,
  end: number,
): void {
  for (let slow = start; slow < end; slow++) {
    const [first, last] = [slow * pixelsFast + region.fast[0], slow * pixelsFast + region.fast[1]];
    into.set(from.subarray(first, last), first);
  }
}

/** Sets the masked pixels of the region in rows [start, end) to 0. */
function clearMasked(
  image: Float32Array | Float64Array,
  { pixelsFast, region, mask }: PanelPixels,
  start: number,
  end: number,
): void {
  for (let slow = start; slow < end; slow++) {
    const [first, last] = [slow * pixelsFast + region.fast[0], slow * pixelsFast + region.fast[1]];
    for (let i = first; i < last; i++) if (mask?.[i] === 0) image[i] = 0;
  }
}
