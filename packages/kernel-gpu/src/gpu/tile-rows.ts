import { refusal } from '@braggsim/core';
import type { Band } from './bands';
import type { BufferPool, BufferSet } from './buffers';
import { type RowMemory, type RowsModule, rowMaker, type ShotNumbers } from './host-rows';
import { TILE_EDGE } from './shader-frame';
import { bytesPerTile, type Packed, packed } from './upload';

/** Largest size of the rows of tiles in one buffer, bytes. */
const MAX_CHUNK_BYTES = 2 ** 25;
/** Largest number of workgroups of a dispatch that WebGPU guarantees. */
const MAX_TILES = 65535;

/** Consecutive tiles of a band whose rows are in the same buffers. */
export interface Chunk {
  /** Index of the first tile within the band. */
  readonly first: number;
  readonly count: number;
  readonly starts: Packed['starts'];
  readonly singles: GPUBuffer;
  readonly fixed: GPUBuffer;
}

/** Rows of the tiles of a panel, on the device. */
export interface TileRows {
  /** Iterates over the chunks of a band. A chunk may be used until the next one is requested. */
  chunks(band: Band): Iterable<Chunk>;
  /** Ends the use of the rows by a shot. */
  release(): void;
}

/** Bytes that may still be kept on a device. */
export interface Allowance {
  left: number;
}

/**
 * Creates a store of the rows of tiles of a panel. Rows depend on the geometry and the sources only: shots that differ in
 * orientations and scale share those on the device. Rows beyond the allowance are computed for every shot.
 */
export function tileRowStore(
  pool: BufferPool,
  memory: RowMemory,
  rows: RowsModule,
  bands: readonly Band[],
  allowance: Allowance,
): (numbers: ShotNumbers) => TileRows {
  let latest: { readonly key: RowKey; readonly rows: SharedRows } | undefined;
  return (numbers) => {
    const key = keyOf(rows, numbers);
    if (!latest || !isSame(latest.key, key)) {
      latest?.rows.retire();
      // The old rows are removed first, because creating the new ones may fail.
      latest = undefined;
      latest = { key, rows: sharedRows(pool, memory, rows, bands, numbers, allowance) };
    }
    return latest.rows.use();
  };
}

/** All numbers from which the rows of tiles are computed: those of the plan, of places and of sources. */
type RowKey = readonly Float64Array[];
const NONE = new Float64Array();

function keyOf({ planNames, placeNames, sourceNames, tileInputs }: RowsModule, shot: ShotNumbers): RowKey {
  const { planValues, tables, counts } = shot;
  const isRead = (name: string) => tileInputs.has(name);
  const ofPlan = planValues.filter((_, i) => isRead(planNames[i] as string));
  return [
    Float64Array.from([counts.places, counts.sources, ...ofPlan]),
    placeNames.some(isRead) ? tables.places : NONE,
    sourceNames.some(isRead) ? tables.sources : NONE,
  ];
}

const isSame = (a: RowKey, b: RowKey): boolean =>
  a.every((part, p) => part.length === b[p]?.length && part.every((x, i) => x === b[p]?.[i]));

/** Rows that shots in flight share; the last shot that uses retired rows releases their buffers. */
interface SharedRows {
  use(): TileRows;
  retire(): void;
}

function sharedRows(
  pool: BufferPool,
  memory: RowMemory,
  rows: RowsModule,
  bands: readonly Band[],
  numbers: ShotNumbers,
  allowance: Allowance,
): SharedRows {
  const perTile = bytesPerTile(rows.levels, numbers.counts);
  const capacity = Math.min(MAX_TILES, Math.floor(MAX_CHUNK_BYTES / Math.max(1, perTile.singles, perTile.fixed)));
  if (capacity === 0) {
    throw refusal("kernel 'gpu' cannot run this: the places of a pixel do not fit into one buffer; use the cpu kernel");
  }
  const tiles = bands.reduce((sum, { tileOrigins }) => sum + tileOrigins.length / 2, 0);
  const bytes = tiles * (perTile.singles + perTile.fixed);
  const maker = rowMaker(memory, rows, numbers);
  const isKept = bytes <= allowance.left;
  if (isKept) allowance.left -= bytes;
  const made = new Map<Band, Chunk[]>();
  const buffers = pool.acquire();
  let users = 0;
  let isRetired = false;

  const makeChunk = (into: BufferSet, { tileOrigins }: Band, first: number): Chunk => {
    const count = Math.min(capacity, tileOrigins.length / 2 - first);
    const centres = Float64Array.from(tileOrigins.subarray(2 * first, 2 * (first + count)), (x) => x + TILE_EDGE / 2);
    const { starts, singles, fixed } = packed(maker.tileRows(centres));
    return { first, count, starts, singles: into.filled(singles), fixed: into.filled(fixed) };
  };
  function* transient(band: Band): Generator<Chunk> {
    for (let first = 0; 2 * first < band.tileOrigins.length; first += capacity) {
      const mine = pool.acquire();
      try {
        yield makeChunk(mine, band, first);
      } finally {
        mine.release();
      }
    }
  }
  function* kept(band: Band): Generator<Chunk> {
    const known = made.get(band) ?? [];
    made.set(band, known);
    for (let i = 0; 2 * i * capacity < band.tileOrigins.length; i++) {
      known[i] ??= makeChunk(buffers, band, i * capacity);
      yield known[i] as Chunk;
    }
  }
  const end = (): void => {
    if (!isRetired || users > 0) return;
    buffers.release();
    if (isKept) allowance.left += bytes;
  };
  return {
    use: () => {
      users++;
      const release = () => {
        users--;
        end();
      };
      return { chunks: isKept ? kept : transient, release };
    },
    retire: () => {
      isRetired = true;
      end();
    },
  };
}
