import { refusal } from '@braggsim/core';
import type { Band } from './bands';
import type { BufferPool, BufferSet } from './buffers';
import { type RowsModule, rowMaker, type ShotNumbers } from './host-rows';
import { TILE_EDGE } from './shader-frame';
import { bytesPerTile, type Packed, packed } from './upload';

/** Rows of tiles in one buffer take at most this. */
const MOST_CHUNK_BYTES = 2 ** 25;
/** The guaranteed limit of WebGPU for a dispatch. */
const MOST_TILES = 65535;

/** Tiles of a band whose rows lie in the same buffers. */
export interface Chunk {
  /** Of the band's tiles. */
  readonly first: number;
  readonly count: number;
  readonly starts: Packed['starts'];
  readonly singles: GPUBuffer;
  readonly fixed: GPUBuffer;
}

/** Rows of the tiles of a panel, on the device. */
export interface TileRows {
  /** Each is good until the next one is asked for. */
  chunks(band: Band): Iterable<Chunk>;
  giveBack(): void;
}

/** Bytes that may still be kept on a device. */
export interface Allowance {
  left: number;
}

/**
 * Rows of tiles by what they are made from, which is the geometry and the sources: shots that differ in nothing but
 * orientations and scale find them on the device. What is more than the allowance is made anew for every shot.
 */
export function tileRowStore(
  pool: BufferPool,
  rows: RowsModule,
  bands: readonly Band[],
  allowance: Allowance,
): (numbers: ShotNumbers) => TileRows {
  let latest: { readonly key: RowKey; readonly rows: SharedRows } | undefined;
  return (numbers) => {
    const key = keyOf(rows, numbers);
    if (!latest || !isSame(latest.key, key)) {
      latest?.rows.retire();
      // Forgotten first: it may be that there are no new ones.
      latest = undefined;
      latest = { key, rows: sharedRows(pool, rows, bands, numbers, allowance) };
    }
    return latest.rows.use();
  };
}

/** All numbers that the rows of tiles are made from: of the plan, of places and of sources. */
type RowKey = readonly Float64Array[];
const NONE = new Float64Array();

function keyOf({ planNames, placeNames, sourceNames, tileInputs }: RowsModule, shot: ShotNumbers): RowKey {
  const { planValues, tables, counts } = shot;
  const isRead = (name: string) => tileInputs.has(name);
  const ofPlan = planNames.filter(isRead).map((name) => planValues[name] as number);
  return [
    Float64Array.from([counts.places, counts.sources, ...ofPlan]),
    placeNames.some(isRead) ? tables.places : NONE,
    sourceNames.some(isRead) ? tables.sources : NONE,
  ];
}

const isSame = (a: RowKey, b: RowKey): boolean =>
  a.every((part, p) => part.length === b[p]?.length && part.every((x, i) => x === b[p]?.[i]));

/** Rows that shots in flight share; the last of them to end gives back those that are out of date. */
interface SharedRows {
  use(): TileRows;
  retire(): void;
}

function sharedRows(
  pool: BufferPool,
  rows: RowsModule,
  bands: readonly Band[],
  numbers: ShotNumbers,
  allowance: Allowance,
): SharedRows {
  const perTile = bytesPerTile(rows.levels, numbers.counts);
  const capacity = Math.min(MOST_TILES, Math.floor(MOST_CHUNK_BYTES / Math.max(1, perTile.singles, perTile.fixed)));
  if (capacity === 0) {
    throw refusal(
      "kernel 'gpu' cannot run this: the places of a pixel are too many for one buffer; use the cpu kernel",
    );
  }
  const tiles = bands.reduce((sum, { spots }) => sum + spots.length / 2, 0);
  const bytes = tiles * (perTile.singles + perTile.fixed);
  const maker = rowMaker(rows, numbers);
  const isKept = bytes <= allowance.left;
  if (isKept) allowance.left -= bytes;
  const made = new Map<Band, Chunk[]>();
  const buffers = pool.lend();
  let users = 0;
  let isRetired = false;

  const makeChunk = (into: BufferSet, { spots }: Band, first: number): Chunk => {
    const count = Math.min(capacity, spots.length / 2 - first);
    const centres = Float64Array.from(spots.subarray(2 * first, 2 * (first + count)), (x) => x + TILE_EDGE / 2);
    const { starts, singles, fixed } = packed(maker.tileRows(centres));
    return { first, count, starts, singles: into.filled(singles), fixed: into.filled(fixed) };
  };
  function* passing(band: Band): Generator<Chunk> {
    for (let first = 0; 2 * first < band.spots.length; first += capacity) {
      const mine = pool.lend();
      try {
        yield makeChunk(mine, band, first);
      } finally {
        mine.giveBack();
      }
    }
  }
  function* kept(band: Band): Generator<Chunk> {
    const known = made.get(band) ?? [];
    made.set(band, known);
    for (let i = 0; 2 * i * capacity < band.spots.length; i++) {
      known[i] ??= makeChunk(buffers, band, i * capacity);
      yield known[i] as Chunk;
    }
  }
  const end = (): void => {
    if (!isRetired || users > 0) return;
    buffers.giveBack();
    if (isKept) allowance.left += bytes;
  };
  return {
    use: () => {
      users++;
      const giveBack = () => {
        users--;
        end();
      };
      return { chunks: isKept ? kept : passing, giveBack };
    },
    retire: () => {
      isRetired = true;
      end();
    },
  };
}
