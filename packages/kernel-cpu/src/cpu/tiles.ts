import type { Code, Local } from '@braggsim/formula/wasm';
import { TILE_EDGE } from '@braggsim/sample-loop';
import type { RunParameter } from './run-parameters';

/** Writes the loops over the tiles of a band; `body` is the code for flagged tiles. */
export function overTiles(
  code: Code,
  parameter: (name: RunParameter) => Local,
  body: (row: Local, column: Local) => void,
): void {
  const row = code.local('i32');
  const column = code.local('i32');
  const flag = code.local('i32');
  code.get(parameter('flags')).set(flag);
  code.get(parameter('firstRow')).set(row);
  code.loop(row, 1, parameter('lastRow'), () => {
    code.i32(0).set(column);
    code.loop(column, 1, parameter('columns'), () => {
      code.get(flag).memory('i32.load8_u', 0);
      code.when(() => body(row, column));
      code.get(flag).i32(1).op('i32.add').set(flag);
    });
  });
}

/** Writes code for the centre of a tile along rows or columns, in pixels from the panel's corner. */
export function tileCentre(code: Code, index: Local): Local {
  const centre = code.local('f64');
  code
    .get(index)
    .op('f64.convert_i32_s')
    .f64(TILE_EDGE)
    .op('f64.mul')
    .f64(TILE_EDGE / 2)
    .op('f64.add')
    .set(centre);
  return centre;
}

/** Writes code that loads the addresses of the first entry of a tile's list and of the one behind the last. */
export function loadList(
  code: Code,
  parameter: (name: RunParameter) => Local,
  row: Local,
  column: Local,
  { start, end }: { readonly start: Local; readonly end: Local },
): void {
  code.get(row).get(parameter('firstRow')).op('i32.sub').get(parameter('columns')).op('i32.mul');
  code.get(column).op('i32.add').i32(2).op('i32.shl').get(parameter('lists')).op('i32.add').tee(end);
  code.memory('i32.load', 0).set(start);
  code.get(end).memory('i32.load', 4).set(end);
}
