import { type LoopTables, TILE_EDGE } from '@braggsim/sample-loop';
import { BAND_ROWS, flagCount, flagTiles, type PanelPixels, wantedRows } from './band';
import type { Nest } from './nest';
import { pixelInputValues } from './nest-values';
import { RUN_PARAMETERS, type RunParameter } from './run-parameters';

const PAGE = 65536;
const ALIGNMENT = 64;

/** Values of the tables of structure factors by name. */
export type StructureTables = Readonly<Record<string, Float64Array>>;

/** The numbers of a panel for one shot. */
export interface PanelShot {
  readonly planValues: Readonly<Record<string, number>>;
  readonly tables: LoopTables;
  readonly counts: { readonly places: number; readonly sources: number; readonly orientations: number };
}

export interface BandRunner {
  /** Turns to a panel, and puts the numbers of its shot in place of the last ones. */
  load(panel: PanelPixels, shot: PanelShot): void;
  /** Computes rows [first, first + BAND_ROWS) of the panel into its image [slow, fast]. */
  run(firstRow: number, image: Float32Array | Float64Array): void;
}

const aligned = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

/** A panel in the memory of a runner. */
interface Loaded {
  readonly panel: PanelPixels;
  /** Of tiles. */
  readonly columns: number;
  /** Where the flags of the tiles and the pixels of a band are. */
  readonly flags: number;
  readonly image: number;
  readonly parameters: Readonly<Partial<Record<RunParameter, number>>>;
}

/** A module with the tables of structure factors in a memory of its own, for one panel after the other. */
export function bandRunner(module: WebAssembly.Module, nest: Nest, structure: StructureTables): BandRunner {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(nest.end / PAGE) });
  for (const [name, at] of Object.entries(nest.tablesAt)) {
    const values = structure[name] as Float64Array;
    if (nest.lanes === 4) new Float32Array(memory.buffer, at, values.length).set(values);
    else new Float64Array(memory.buffer, at, values.length).set(values);
  }
  for (const { name, at, wide } of nest.pixelInputs) fillPixelInput(memory, nest, name, at, wide);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const run = instance.exports.run as (...parameters: number[]) => void;
  let loaded: Loaded | undefined;

  /** Writes tables one behind the other and returns where each begins. */
  const write = (first: number, tables: readonly Float64Array[]): number[] => {
    const starts: number[] = [];
    let top = first;
    for (const table of tables) {
      starts.push(top);
      top = aligned(top + table.byteLength);
    }
    const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    tables.forEach((table, i) => {
      new Float64Array(memory.buffer, starts[i], table.length).set(table);
    });
    return starts;
  };

  return {
    load: (panel, { planValues, tables, counts }) => {
      const columns = Math.ceil(panel.pixelsFast / TILE_EDGE);
      const flags = aligned(nest.end);
      const image = aligned(flags + flagCount(columns));
      const shotTables = aligned(image + 4 * columns * TILE_EDGE * BAND_ROWS);
      const starts = write(shotTables, [tables.places, tables.sources, tables.orientations]);
      const [placeTable, sourceTable, orientationTable] = starts;
      const parameters = { columns, flags, image, ...counts, placeTable, sourceTable, orientationTable };
      loaded = { panel, columns, flags, image, parameters: parameters as Loaded['parameters'] };
      const values = nest.planNames.map((name) => {
        const value = planValues[name];
        if (value === undefined) throw new Error(`the plan has no value for '${name}'`);
        return value;
      });
      new Float64Array(memory.buffer, nest.planAt, values.length).set(values);
    },
    run: (firstRow, into) => {
      const { panel, columns, flags, image, parameters } = loaded as Loaded;
      const [start, end] = wantedRows(panel, firstRow);
      const marks = new Uint8Array(memory.buffer, flags, flagCount(columns));
      if (start > end || !flagTiles(marks, panel, firstRow, columns)) return;
      const rows = { firstRow: firstRow / TILE_EDGE, lastRow: Math.ceil((end + 1) / TILE_EDGE) };
      const given: Loaded['parameters'] = { ...parameters, ...rows };
      run(...RUN_PARAMETERS.map((name) => given[name] as number));
      copyRows(new Float32Array(memory.buffer, image, columns * TILE_EDGE * BAND_ROWS), panel, firstRow, into);
    },
  };
}

/** Takes the wanted pixels of a band into the image. */
function copyRows(band: Float32Array, panel: PanelPixels, firstRow: number, into: Float32Array | Float64Array): void {
  const { pixelsFast, mask, roi } = panel;
  const width = band.length / BAND_ROWS;
  const [start, end] = wantedRows(panel, firstRow);
  for (let slow = start; slow <= end; slow++) {
    const from = (slow - firstRow) * width;
    const row = band.subarray(from + roi[0], from + roi[1] + 1);
    const to = slow * pixelsFast + roi[0];
    into.set(row, to);
    if (mask) for (let i = 0; i < row.length; i++) if (mask[to + i] === 0) into[to + i] = 0;
  }
}

function fillPixelInput(memory: WebAssembly.Memory, { lanes }: Nest, name: string, at: number, wide: boolean): void {
  const values = pixelInputValues({ name }, TILE_EDGE);
  if (wide || lanes === 2) new Float64Array(memory.buffer, at, values.length).set(values);
  else new Float32Array(memory.buffer, at, values.length).set(values);
}
