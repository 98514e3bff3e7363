import { type LoopTables, TILE_EDGE } from '@braggsim/core/sample-graph';
import type { Nest } from './nest';
import { RUN_PARAMETERS, type RunParameter } from './run-parameters';

/** V8 replaces a running function only when it is called again: bands are short. */
export const BAND_ROWS = 32;

const PAGE = 65536;
const ALIGNMENT = 64;

/** What a panel keeps from shot to shot. Plain data, so that it travels to workers. */
export interface PanelFixed {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Values of the tables of structure factors by name. */
  readonly structure: Readonly<Record<string, Float64Array>>;
  readonly roi: readonly [number, number, number, number];
  /** [slow, fast]; zero means skip. */
  readonly mask?: Uint8Array;
}

/** What a shot brings. */
export interface PanelShot {
  readonly planValues: Readonly<Record<string, number>>;
  readonly tables: LoopTables;
  readonly counts: { readonly places: number; readonly sources: number; readonly orientations: number };
}

export interface BandRunner {
  /** Puts a shot's numbers in place of the last one's. */
  load(shot: PanelShot): void;
  /** Computes rows [first, first + BAND_ROWS) into the image [slow, fast]. */
  run(firstRow: number, image: Float32Array | Float64Array): void;
}

export const bandCount = (pixelsSlow: number): number => Math.ceil(pixelsSlow / BAND_ROWS);

const aligned = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

/** A module with one panel's data in a memory of its own. */
export function bandRunner(module: WebAssembly.Module, nest: Nest, panel: PanelFixed): BandRunner {
  const { pixelsFast, pixelsSlow, roi, mask } = panel;
  const columns = Math.ceil(pixelsFast / TILE_EDGE);
  const width = columns * TILE_EDGE;
  const flags = aligned(nest.end);
  const flagCount = (columns * BAND_ROWS) / TILE_EDGE;
  const image = aligned(flags + flagCount);
  const shotTables = aligned(image + 4 * width * BAND_ROWS);

  const memory = new WebAssembly.Memory({ initial: Math.ceil(shotTables / PAGE) });
  for (const [name, at] of Object.entries(nest.tablesAt)) {
    const values = panel.structure[name] as Float64Array;
    if (nest.lanes === 4) new Float32Array(memory.buffer, at, values.length).set(values);
    else new Float64Array(memory.buffer, at, values.length).set(values);
  }
  for (const { name, at, wide } of nest.pixelInputs) fillPixelInput(memory, nest, name, at, wide);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const run = instance.exports.run as (...parameters: number[]) => void;
  let parameters: Partial<Record<RunParameter, number>> = { columns, flags, image };
  const [firstFast, lastFast, firstSlow, lastSlow] = roi;

  /** Writes tables one behind the other and returns where each begins. */
  const write = (tables: readonly Float64Array[]): number[] => {
    const starts: number[] = [];
    let top = shotTables;
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
    load: ({ planValues, tables, counts }) => {
      const [placeTable, sourceTable, orientationTable] = write([tables.places, tables.sources, tables.orientations]);
      parameters = { columns, flags, image, ...counts };
      Object.assign(parameters, { placeTable, sourceTable, orientationTable });
      const values = nest.planNames.map((name) => {
        const value = planValues[name];
        if (value === undefined) throw new Error(`the plan has no value for '${name}'`);
        return value;
      });
      new Float64Array(memory.buffer, nest.planAt, values.length).set(values);
    },
    run: (firstRow, into) => {
      const start = Math.max(firstRow, firstSlow);
      const end = Math.min(firstRow + BAND_ROWS - 1, lastSlow, pixelsSlow - 1);
      if (start > end || !flagTiles(new Uint8Array(memory.buffer, flags, flagCount), panel, firstRow, columns)) return;
      parameters.firstRow = firstRow / TILE_EDGE;
      parameters.lastRow = Math.ceil((end + 1) / TILE_EDGE);
      run(...RUN_PARAMETERS.map((name) => parameters[name] as number));
      const band = new Float32Array(memory.buffer, image, width * BAND_ROWS);
      for (let slow = start; slow <= end; slow++) {
        const from = (slow - firstRow) * width;
        const row = band.subarray(from + firstFast, from + lastFast + 1);
        const to = slow * pixelsFast + firstFast;
        into.set(row, to);
        if (mask) for (let i = 0; i < row.length; i++) if (mask[to + i] === 0) into[to + i] = 0;
      }
    },
  };
}

/** Column or row of each pixel of a tile, from its centre. */
function fillPixelInput(memory: WebAssembly.Memory, { lanes }: Nest, name: string, at: number, wide: boolean): void {
  const values = Float64Array.from({ length: TILE_EDGE ** 2 }, (_, i) => {
    const step = name === 'column' ? i % TILE_EDGE : Math.floor(i / TILE_EDGE);
    return step - (TILE_EDGE - 1) / 2;
  });
  if (wide || lanes === 2) new Float64Array(memory.buffer, at, values.length).set(values);
  else new Float32Array(memory.buffer, at, values.length).set(values);
}

/** Marks the tiles of a band that have a wanted pixel; false when none has. */
function flagTiles(
  flags: Uint8Array,
  { roi, mask, pixelsFast, pixelsSlow }: PanelFixed,
  firstRow: number,
  columns: number,
): boolean {
  flags.fill(0);
  const [firstFast, lastFast, firstSlow, lastSlow] = roi;
  const end = Math.min(firstRow + BAND_ROWS - 1, lastSlow, pixelsSlow - 1);
  let any = false;
  if (!mask) {
    for (let slow = Math.max(firstRow, firstSlow); slow <= end; ) {
      const tileRow = Math.floor((slow - firstRow) / TILE_EDGE);
      flags.fill(
        1,
        tileRow * columns + Math.floor(firstFast / TILE_EDGE),
        tileRow * columns + Math.floor(lastFast / TILE_EDGE) + 1,
      );
      slow = firstRow + (tileRow + 1) * TILE_EDGE;
      any = true;
    }
    return any;
  }
  for (let slow = Math.max(firstRow, firstSlow); slow <= end; slow++) {
    const tiles = Math.floor((slow - firstRow) / TILE_EDGE) * columns;
    for (let fast = firstFast; fast <= lastFast; fast++) {
      if (mask[slow * pixelsFast + fast] === 0) continue;
      flags[tiles + Math.floor(fast / TILE_EDGE)] = 1;
      any = true;
    }
  }
  return any;
}
