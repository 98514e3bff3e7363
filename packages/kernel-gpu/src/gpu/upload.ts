import { isOfTiles, type RowLevel, type Rows } from './host-rows';
import { fixedStartOf, startOf } from './shader-rows';

/** Rows of several levels, one behind the other, as the shader finds them. */
export interface Packed {
  /** First number, or first number in fixed point, of each level's rows by their names in the shader. */
  readonly starts: Readonly<Record<string, number>>;
  readonly singles: Uint8Array<ArrayBuffer>;
  readonly fixed: Uint8Array<ArrayBuffer>;
}

/** Bytes of a number, and of one in fixed point. */
const SINGLE = 4;
const FIXED = 8;

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

/** Bytes that a tile's rows take, in numbers and in fixed point. */
export function bytesPerTile(
  levels: readonly RowLevel[],
  counts: { readonly places: number; readonly sources: number },
) {
  const turnsOf = ({ over }: RowLevel) =>
    (over.includes('place') ? counts.places : 1) * (over.includes('source') ? counts.sources : 1);
  const inTile = levels.filter(isOfTiles);
  return {
    singles: inTile.reduce((bytes, level) => bytes + SINGLE * level.singles.length * turnsOf(level), 0),
    fixed: inTile.reduce((bytes, level) => bytes + FIXED * level.fixed.length * turnsOf(level), 0),
  };
}
