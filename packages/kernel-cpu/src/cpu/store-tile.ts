import type { Code, Local } from '@braggsim/formula/wasm';
import { TILE_EDGE } from '@braggsim/sample-loop';

interface TilePlace {
  readonly lanes: 4 | 2;
  /** Where the pixels of the tile lie, row by row, in lane width. */
  readonly outputAt: number;
  readonly row: Local;
  readonly column: Local;
  /** Row of tiles with which the band begins. */
  readonly firstRow: Local;
  /** Tiles in a row of the band. */
  readonly columns: Local;
  /** Address of the band's image, float32. */
  readonly image: Local;
}

/** Writes code that copies the pixels of a tile into the band's image. */
export function storeTile(code: Code, tile: TilePlace): void {
  const { lanes, outputAt, row, column, firstRow, columns, image } = tile;
  const address = code.local('i32');
  const stride = code.local('i32');
  const zero = code.local('i32');
  code
    .get(columns)
    .i32(4 * TILE_EDGE)
    .op('i32.mul')
    .set(stride);
  code.get(row).get(firstRow).op('i32.sub').i32(TILE_EDGE).op('i32.mul').get(stride).op('i32.mul');
  code
    .get(column)
    .i32(4 * TILE_EDGE)
    .op('i32.mul')
    .op('i32.add')
    .get(image)
    .op('i32.add')
    .set(address);
  const vectors = TILE_EDGE / lanes;
  for (let r = 0; r < TILE_EDGE; r++) {
    for (let v = 0; v < vectors; v++) {
      code
        .get(address)
        .get(zero)
        .memory('v128.load', outputAt + 16 * (r * vectors + v));
      if (lanes === 2) code.op('f32x4.demote_f64x2_zero').memory('v128.store64_lane', 4 * lanes * v, 0);
      else code.memory('v128.store', 4 * lanes * v);
    }
    code.get(address).get(stride).op('i32.add').set(address);
  }
}

/**
 * Writes all outputs of tiles one behind the other, in lane width: those of the first tile, then those of the second.
 *
 * @param start address of the first tile
 * @param memory where the outputs of a tile lie
 */
export function appendedTiles(
  code: Code,
  start: Local,
  { outputAt, tileBytes }: { readonly outputAt: number; readonly tileBytes: number },
  outputs: number,
): { readonly append: () => void } {
  const bytes = outputs * tileBytes;
  const to = code.local('i32');
  const from = code.local('i32');
  code.get(start).set(to);
  return {
    append: () => {
      code.i32(0).set(from);
      code.loop(from, 16, bytes, () => {
        code.get(to).get(from).memory('v128.load', outputAt).memory('v128.store', 0);
        code.get(to).i32(16).op('i32.add').set(to);
      });
    },
  };
}
