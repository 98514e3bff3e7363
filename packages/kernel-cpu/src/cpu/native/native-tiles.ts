import { TILE_EDGE } from '@braggsim/sample-loop';
import type { StructureTables } from '../../table-values';
import { flagCount } from '../band';
import { markTiles, ROWS_OF_TILES, type TileRunner } from '../tile-runner';
import type { NativeLayout } from './layout';
import { type NativeArrays, type NativeRun, nativeArrays, runNative } from './native-arrays';

/**
 * Creates a runner of a native nest that computes derivatives of tiles, with the tables of structure factors.
 *
 * @param outputs photons and derivatives of a pixel
 */
export function nativeTileRunner(
  run: NativeRun,
  layout: NativeLayout,
  structure: StructureTables,
  outputs: number,
): TileRunner {
  const arraysOf = nativeArrays(layout, structure);
  const valuesOf = (tiles: number) => tiles * outputs * TILE_EDGE ** 2;
  let loaded: NativeArrays | undefined;
  let columns = 0;
  let flags = new Uint8Array();
  let image: Float64Array | Float32Array = new Float64Array();
  return {
    load: (shot, tiles, columnsOfPanel) => {
      columns = columnsOfPanel;
      flags = new Uint8Array(flagCount(columns));
      const length = valuesOf(tiles);
      if (image.length < length) image = layout.real === 'double' ? new Float64Array(length) : new Float32Array(length);
      loaded = arraysOf(shot, flags, { columns });
    },
    run: ({ firstRow, tiles }) => {
      const { reads, set } = loaded as NativeArrays;
      markTiles(flags, tiles, columns);
      set('firstRow', firstRow);
      set('lastRow', firstRow + ROWS_OF_TILES);
      runNative(run, reads, image);
      return image.subarray(0, valuesOf(tiles.length));
    },
  };
}
