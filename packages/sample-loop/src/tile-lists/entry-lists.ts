import { TILE_EDGE, TILE_SHIFT } from '../tile';

/** The orientations whose spots reach the tiles of a band. */
export interface TileLists {
  /** Number of entries before each tile, by rows of tiles, and of all. */
  readonly starts: Int32Array;
  /**
   * Orientation, and pixels that its spots may reach: bit 2 y + x for columns 4 x to 4 x + 3 of row y of the tile. Entries of a tile
   * are in the order of the orientations.
   */
  readonly entries: Int32Array;
}

/** Columns that one bit of an entry stands for. */
const HALF = TILE_EDGE / 2;
/** Bits of the left and the right half of all eight rows of a tile. */
const [LEFT, RIGHT] = [0x5555, 0xaaaa];
/** Stands for the end of a list: there is no entry. */
const NONE = -1;

/** Lists of entries that grow, one for each tile of a band. */
interface EntryLists {
  clear(): void;
  /** Adds a rectangle of pixels of the band, its last row and column included, to the tiles that it reaches. */
  add(orientation: number, firstSlow: number, lastSlow: number, firstFast: number, lastFast: number): void;
  /** Returns the entries tile by tile, in memory that is used again. */
  ordered(): TileLists;
}

/**
 * Creates lists for the tiles of a band. Orientations must come in their order; pixels of one that reach the same tile more than once are joined.
 *
 * @param padding entries of zeros behind the last one
 */
export function entryLists(columns: number, rows: number, padding: number): EntryLists {
  const tiles = columns * rows;
  const first = new Int32Array(tiles);
  const last = new Int32Array(tiles);
  const starts = new Int32Array(tiles + 1);
  // [entry, orientation, pixels and number of the next one]
  let chained = new Int32Array(3 * 1024);
  let entries = new Int32Array(2 * (1024 + padding));
  let count = 0;
  const put = (tile: number, orientation: number, pixels: number): void => {
    const before = last[tile] as number;
    if (before !== NONE && chained[3 * before] === orientation) {
      chained[3 * before + 1] = (chained[3 * before + 1] as number) | pixels;
      return;
    }
    if (3 * count === chained.length) {
      const longer = new Int32Array(2 * chained.length);
      longer.set(chained);
      chained = longer;
    }
    if (before === NONE) first[tile] = count;
    else chained[3 * before + 2] = count;
    chained[3 * count] = orientation;
    chained[3 * count + 1] = pixels;
    chained[3 * count + 2] = NONE;
    last[tile] = count++;
  };
  return {
    clear: () => {
      first.fill(NONE);
      last.fill(NONE);
      count = 0;
    },
    add: (orientation, firstSlow, lastSlow, firstFast, lastFast) => {
      const lastRow = lastSlow >> TILE_SHIFT;
      const lastColumn = lastFast >> TILE_SHIFT;
      const firstColumn = firstFast >> TILE_SHIFT;
      for (let row = firstSlow >> TILE_SHIFT; row <= lastRow; row++) {
        const top = Math.max(0, firstSlow - TILE_EDGE * row);
        const bottom = Math.min(TILE_EDGE - 1, lastSlow - TILE_EDGE * row);
        const ofRows = (1 << (2 * (bottom + 1))) - (1 << (2 * top));
        for (let column = firstColumn; column <= lastColumn; column++) {
          const middle = TILE_EDGE * column + HALF;
          const pixels = ofRows & ((firstFast < middle ? LEFT : 0) | (lastFast >= middle ? RIGHT : 0));
          put(row * columns + column, orientation, pixels);
        }
      }
    },
    ordered: () => {
      if (entries.length < 2 * (count + padding)) entries = new Int32Array(2 * (2 * count + padding));
      let to = 0;
      for (let tile = 0; tile < tiles; tile++) {
        starts[tile] = to;
        for (let entry = first[tile] as number; entry !== NONE; entry = chained[3 * entry + 2] as number) {
          entries[2 * to] = chained[3 * entry] as number;
          entries[2 * to + 1] = chained[3 * entry + 1] as number;
          to++;
        }
      }
      starts[tiles] = to;
      entries.fill(0, 2 * to, 2 * (to + padding));
      return { starts, entries: entries.subarray(0, 2 * (to + padding)) };
    },
  };
}
