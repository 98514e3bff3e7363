import { TILE_EDGE, TILE_PIXELS } from '@braggsim/sample-loop';
import type { StructureTables } from '../table-values';
import { BAND_ROWS, flagCount } from './band';
import type { PanelShot } from './band-runner';
import type { CompiledNest } from './generated-nest';
import { nestInstance, type RunValues } from './nest-instance';

/** Rows of tiles of a band. */
export const ROWS_OF_TILES = BAND_ROWS / TILE_EDGE;
/** Tiles of a panel, by rows of tiles and then along them. */
export interface TileBand {
  /** First row of tiles; the band has those of an image band. */
  readonly firstRow: number;
  /** Places of the tiles, [row in the band, column], in order. */
  readonly tiles: readonly (readonly [row: number, column: number])[];
}

/** Computes photons and derivatives of tiles that need not lie side by side. */
export interface TileRunner {
  /** Takes the numbers of a panel and shot, for bands of up to so many tiles in so many columns. */
  load(shot: PanelShot, tiles: number, columns: number): void;
  /**
   * Computes the tiles of a band.
   *
   * @returns [tile, output, pixel]; the memory is used again by the next band
   */
  run(band: TileBand): Float64Array | Float32Array;
}

/** Flags the tiles of a band, and no others. */
export function markTiles(flags: Uint8Array, tiles: TileBand['tiles'], columns: number): void {
  flags.fill(0);
  for (const [row, column] of tiles) flags[row * columns + column] = 1;
}

/**
 * Creates a runner of compiled code that computes marked tiles.
 *
 * @param outputs number of photons and derivatives of a pixel
 */
export function tileRunner({ module, nest }: CompiledNest, structure: StructureTables, outputs: number): TileRunner {
  const instance = nestInstance(module, nest, structure);
  let parameters: RunValues = {};
  return {
    load: (shot, tiles, columns) => {
      const loaded = instance.load(shot, [flagCount(columns), tiles * outputs * nest.tileBytes]);
      const [flags = 0, image = 0] = loaded.areas;
      parameters = { ...loaded.parameters, columns, flags, image };
    },
    run: ({ firstRow, tiles }) => {
      const { flags = 0, image = 0, columns = 0 } = parameters;
      markTiles(new Uint8Array(instance.memory.buffer, flags, flagCount(columns)), tiles, columns);
      instance.run({ ...parameters, firstRow, lastRow: firstRow + ROWS_OF_TILES });
      const values = tiles.length * outputs * TILE_PIXELS;
      return nest.lanes === 2
        ? new Float64Array(instance.memory.buffer, image, values)
        : new Float32Array(instance.memory.buffer, image, values);
    },
  };
}
