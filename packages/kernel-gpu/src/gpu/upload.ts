import { type BufferSet, USAGE } from './buffers';
import type { RowLevel, Rows } from './host-rows';

/** Rows of several levels, one behind the other, as the shader finds them. */
export interface Packed {
  /** First number of each level's rows, by level name. */
  readonly starts: ReadonlyMap<string, number>;
  readonly singles: Uint8Array<ArrayBuffer>;
  readonly axes: Uint8Array<ArrayBuffer>;
  readonly directions: Uint8Array<ArrayBuffer>;
}

const EMPTY = new Uint8Array(0);

/** Where the rows of a level lie: those of orientations are axes, the others directions. */
const isAxes = ({ over }: RowLevel): boolean => over.includes('orientation');

export function packed(rows: readonly Rows[]): Packed {
  const starts = new Map<string, number>();
  const singles = new Uint8Array(rows.reduce((bytes, row) => bytes + row.singles.length, 0));
  let at = 0;
  for (const row of rows) {
    starts.set(row.level.name, at / 4);
    singles.set(row.singles, at);
    at += row.singles.length;
  }
  const fixed = rows.filter((row) => row.fixed.length > 0);
  return {
    starts,
    singles,
    axes: fixed.find(({ level }) => isAxes(level))?.fixed ?? EMPTY,
    directions: fixed.find(({ level }) => !isAxes(level))?.fixed ?? EMPTY,
  };
}

/** Bytes that a tile's rows take, in numbers and in directions. */
export function bytesPerTile(
  levels: readonly RowLevel[],
  counts: { readonly places: number; readonly sources: number },
) {
  const turnsOf = ({ over }: RowLevel) =>
    (over.includes('place') ? counts.places : 1) * (over.includes('source') ? counts.sources : 1);
  const inTile = levels.filter(({ over }) => over.includes('tile'));
  return {
    singles: inTile.reduce((bytes, level) => bytes + 4 * level.singles.length * turnsOf(level), 0),
    directions: inTile.reduce((bytes, level) => bytes + 8 * level.fixed.length * turnsOf(level), 0),
  };
}

/** Buffers that are filled anew for every dispatch. */
export const reusable = (buffers: BufferSet, bytes: number): GPUBuffer =>
  buffers.make(bytes, USAGE.storage | USAGE.copyTarget);
