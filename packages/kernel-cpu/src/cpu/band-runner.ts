import { TILE_EDGE, type TileLists, tileLists } from '@braggsim/sample-loop';
import type { StructureTables } from '../table-values';
import { BAND_ROWS, flagCount, flagTiles, type PanelPixels, wantedRows } from './band';
import type { Nest } from './nest';
import { nestInstance, type PanelShot, type RunValues } from './nest-instance';

export type { PanelShot } from './nest-instance';

/** Computes the bands of panels, one panel after the other, by one kind of code. */
export interface BandRunner {
  /** Selects a panel and uploads its per-shot constants. */
  load(panel: PanelPixels, shot: PanelShot): void;
  /** Computes rows [firstRow, firstRow + BAND_ROWS) of the panel into its image [slow, fast]. */
  run(firstRow: number, image: Float32Array | Float64Array): void;
}

/** A panel in the memory of a runner. */
interface Loaded {
  readonly panel: PanelPixels;
  /** Number of tiles along fast. */
  readonly columns: number;
  /** Addresses of the flags of the tiles and of the pixels of a band. */
  readonly flags: number;
  readonly image: number;
  readonly parameters: RunValues;
  readonly listsOf: ((firstRow: number) => TileLists) | undefined;
}

/**
 * Creates a runner: an instance of a module with the tables of structure factors in a memory of its own, for one panel
 * after the other.
 */
export function bandRunner(module: WebAssembly.Module, nest: Nest, structure: StructureTables): BandRunner {
  const instance = nestInstance(module, nest, structure);
  const { memory } = instance;
  let loaded: Loaded | undefined;

  return {
    load: (panel, shot) => {
      const columns = Math.ceil(panel.pixelsFast / TILE_EDGE);
      const { areas, parameters } = instance.load(shot, [flagCount(columns), 4 * columns * TILE_EDGE * BAND_ROWS]);
      const [flags, image] = areas as [number, number];
      const listsOf = shot.spots && tileLists(shot.spots, columns, BAND_ROWS);
      loaded = { panel, columns, flags, image, listsOf, parameters: { ...parameters, columns, flags, image } };
    },
    run: (firstRow, into) => {
      const { panel, columns, flags, image, parameters, listsOf } = loaded as Loaded;
      const [start, end] = wantedRows(panel, firstRow);
      const marks = new Uint8Array(memory.buffer, flags, flagCount(columns));
      if (start >= end || !flagTiles(marks, panel, firstRow, columns)) return;
      const rows = { firstRow: firstRow / TILE_EDGE, lastRow: Math.ceil(end / TILE_EDGE) };
      const lists = listsOf && { lists: instance.loadLists(listsOf(firstRow)) };
      instance.run({ ...parameters, ...rows, ...lists });
      copyRows(new Float32Array(memory.buffer, image, columns * TILE_EDGE * BAND_ROWS), panel, firstRow, into);
    },
  };
}

/** Copies the computed pixels of a band into the image. */
function copyRows(band: Float32Array, panel: PanelPixels, firstRow: number, into: Float32Array | Float64Array): void {
  const { pixelsFast, mask, region } = panel;
  const width = band.length / BAND_ROWS;
  const [start, end] = wantedRows(panel, firstRow);
  for (let slow = start; slow < end; slow++) {
    const from = (slow - firstRow) * width;
    const row = band.subarray(from + region.fast[0], from + region.fast[1]);
    const to = slow * pixelsFast + region.fast[0];
    into.set(row, to);
    if (mask) for (let i = 0; i < row.length; i++) if (mask[to + i] === 0) into[to + i] = 0;
  }
}
