import type { Nest } from './nest';
import { RUN_PARAMETERS } from './nest';
import { TILE_EDGE } from './surface-graph';
import type { LoopTables } from './values';

/** V8 replaces a running function only when it is called again: bands are short. */
export const BAND_ROWS = 32;

const PAGE = 65536;
const ALIGNMENT = 64;

/** What a band needs besides its module. Plain data, so that it travels to workers. */
export interface PanelData {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly planValues: Readonly<Record<string, number>>;
  readonly tables: LoopTables;
  readonly counts: { readonly places: number; readonly sources: number; readonly orientations: number };
  /** Values of the tables of structure factors by name. */
  readonly structure: Readonly<Record<string, Float64Array>>;
  readonly roi: readonly [number, number, number, number];
  /** [slow, fast]; zero means skip. */
  readonly mask?: Uint8Array;
}

export interface BandRunner {
  /** Computes rows [first, first + BAND_ROWS) into the image [slow, fast]. */
  run(firstRow: number, image: Float32Array | Float64Array): void;
}

const aligned = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

/** A module with one panel's data in its memory. */
export function bandRunner(module: WebAssembly.Module, nest: Nest, data: PanelData): BandRunner {
  const { pixelsFast, pixelsSlow, tables, counts, roi, mask } = data;
  const columns = Math.ceil(pixelsFast / TILE_EDGE);
  const tileRows = BAND_ROWS / TILE_EDGE;
  const width = columns * TILE_EDGE;

  let top = nest.end;
  const reserve = (bytes: number): number => {
    const at = aligned(top);
    top = at + bytes;
    return at;
  };
  const placeTable = reserve(tables.places.byteLength);
  const sourceTable = reserve(tables.sources.byteLength);
  const orientationTable = reserve(tables.orientations.byteLength);
  const flags = reserve(columns * tileRows);
  const image = reserve(4 * width * BAND_ROWS);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(top / PAGE) });
  const doubles = (at: number, length: number) => new Float64Array(memory.buffer, at, length);

  doubles(nest.planAt, nest.planNames.length).set(
    nest.planNames.map((name) => {
      const value = data.planValues[name];
      if (value === undefined) throw new Error(`the plan has no value for '${name}'`);
      return value;
    }),
  );
  doubles(placeTable, tables.places.length).set(tables.places);
  doubles(sourceTable, tables.sources.length).set(tables.sources);
  doubles(orientationTable, tables.orientations.length).set(tables.orientations);
  for (const [name, at] of Object.entries(nest.tablesAt)) {
    const values = data.structure[name] as Float64Array;
    if (nest.lanes === 4) new Float32Array(memory.buffer, at, values.length).set(values);
    else doubles(at, values.length).set(values);
  }
  for (const { name, at, wide } of nest.pixelInputs) fillPixelInput(memory, nest, name, at, wide);

  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const run = instance.exports.run as (...parameters: number[]) => void;
  const tileFlags = new Uint8Array(memory.buffer, flags, columns * tileRows);
  const band = new Float32Array(memory.buffer, image, width * BAND_ROWS);
  const [firstFast, lastFast, firstSlow, lastSlow] = roi;

  return {
    run: (firstRow, into) => {
      const start = Math.max(firstRow, firstSlow);
      const end = Math.min(firstRow + BAND_ROWS - 1, lastSlow, pixelsSlow - 1);
      if (start > end || !flagTiles(tileFlags, data, firstRow, columns)) return;
      const firstTile = firstRow / TILE_EDGE;
      const lastTile = Math.ceil((end + 1) / TILE_EDGE);
      const parameters = {
        firstRow: firstTile,
        lastRow: lastTile,
        columns,
        ...counts,
        placeTable,
        sourceTable,
        orientationTable,
        flags,
        image,
      };
      run(...RUN_PARAMETERS.map((name) => parameters[name]));
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
  { roi, mask, pixelsFast, pixelsSlow }: PanelData,
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
