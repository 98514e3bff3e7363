import { isOfTiles, type RowLevel, type Rows } from './host-rows';
import { fixedStartOf, startOf } from './shader-rows';

/** Rows of several levels, one after the other, in the layout of the shader. */
export interface Packed {
  /** Index of the first float32 or fixed-point number of each level's rows, by its name in the shader. */
  readonly starts: Readonly<Record<string, number>>;
  readonly singles: Uint8Array<ArrayBuffer>;
  readonly fixed: Uint8Array<ArrayBuffer>;
}

/** Bytes of a float32 number. */
const SINGLE = 4;
/** Bytes of a fixed-point number. */
const FIXED = 8;

/** Concatenates the rows of several levels of loops, part by part, with the index at which those of each level start. */
export function packed(rows: readonly Rows[]): Packed {
  const starts: Record<string, number> = {};
  const concatenated = (part: 'singles' | 'fixed', bytes: number, nameOf: (level: RowLevel) => string) => {
    const whole = new Uint8Array(rows.reduce((sum, row) => sum + row[part].length, 0));
    let at = 0;
    for (const row of rows) {
      starts[nameOf(row.level)] = at / bytes;
      whole.set(row[part], at);
      at += row[part].length;
    }
    return whole;
  };
  return {
    starts,
    singles: concatenated('singles', SINGLE, startOf),
    fixed: concatenated('fixed', FIXED, fixedStartOf),
  };
}

/** Computes the size of a tile's rows, bytes of float32 and of fixed-point numbers. */
export function bytesPerTile(
  levels: readonly RowLevel[],
  counts: { readonly places: number; readonly sources: number },
) {
  const iterationsOf = ({ over }: RowLevel) =>
    (over.includes('place') ? counts.places : 1) * (over.includes('source') ? counts.sources : 1);
  const inTile = levels.filter(isOfTiles);
  return {
    singles: inTile.reduce((bytes, level) => bytes + SINGLE * level.singles.length * iterationsOf(level), 0),
    fixed: inTile.reduce((bytes, level) => bytes + FIXED * level.fixed.length * iterationsOf(level), 0),
  };
}
