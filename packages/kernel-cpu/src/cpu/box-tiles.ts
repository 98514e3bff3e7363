import type { PixelBox, PixelDerivatives } from '@braggsim/core/kernel';
import { boxPixels } from '@braggsim/core/kernel';
import { TILE_EDGE, TILE_PIXELS } from '@braggsim/sample-loop';
import { ROWS_OF_TILES, type TileBand } from './tile-runner';

/** A box, and where its pixels begin among those of all boxes. */
interface PlacedBox extends PixelBox {
  readonly start: number;
}

/** The tiles of a panel that hold pixels of boxes, in bands of rows. */
export interface BoxTiles {
  readonly panel: number;
  readonly bands: readonly TileBand[];
  /** Takes what was computed of a band into the pixels of the boxes. */
  scatter(band: TileBand, values: ArrayLike<number>, into: PixelDerivatives): void;
}

/** Returns the first tile that a half-open range of pixels touches, and the one behind the last. */
const tilesOf = ([first, end]: readonly [number, number]): readonly [number, number] => [
  Math.floor(first / TILE_EDGE),
  Math.ceil(end / TILE_EDGE),
];

/** Tiles of lists of boxes that are evaluated again and again. */
const known = new WeakMap<readonly PixelBox[], readonly BoxTiles[]>();

/** Returns the tiles of each panel that hold pixels of boxes; those of the same list are worked out once. */
export function boxTiles(boxes: readonly PixelBox[]): readonly BoxTiles[] {
  const before = known.get(boxes);
  if (before) return before;
  const tiles = tilesOfBoxes(boxes);
  known.set(boxes, tiles);
  return tiles;
}

function tilesOfBoxes(boxes: readonly PixelBox[]): BoxTiles[] {
  let start = 0;
  const placed = boxes.map((box): PlacedBox => {
    const at = { ...box, start };
    start += boxPixels(box);
    return at;
  });
  const panels = [...new Set(boxes.map(({ panel }) => panel))].sort((a, b) => a - b);
  return panels.map((panel) =>
    tilesOfPanel(
      placed.filter((box) => box.panel === panel),
      panel,
    ),
  );
}

function tilesOfPanel(boxes: readonly PlacedBox[], panel: number): BoxTiles {
  const touching = new Map<string, PlacedBox[]>();
  const places = new Map<string, readonly [row: number, column: number]>();
  for (const box of boxes) {
    const [[firstRow, endRow], [firstColumn, endColumn]] = [tilesOf(box.slow), tilesOf(box.fast)];
    for (let row = firstRow; row < endRow; row++) {
      for (let column = firstColumn; column < endColumn; column++) {
        const key = `${row} ${column}`;
        touching.set(key, [...(touching.get(key) ?? []), box]);
        places.set(key, [row, column]);
      }
    }
  }
  const ordered = [...places.values()].sort(([a, x], [b, y]) => a - b || x - y);
  const bands = new Map<number, (readonly [number, number])[]>();
  for (const [row, column] of ordered) {
    const firstRow = Math.floor(row / ROWS_OF_TILES) * ROWS_OF_TILES;
    bands.set(firstRow, [...(bands.get(firstRow) ?? []), [row - firstRow, column]]);
  }
  return {
    panel,
    bands: [...bands].map(([firstRow, tiles]) => ({ firstRow, tiles })),
    scatter: ({ firstRow, tiles }, values, { photons, derivatives }) => {
      const images = [photons, ...derivatives];
      tiles.forEach(([row, column], t) => {
        const tile = { slow: (firstRow + row) * TILE_EDGE, fast: column * TILE_EDGE };
        for (const box of touching.get(`${firstRow + row} ${column}`) ?? []) {
          images.forEach((image, output) => {
            copyOverlap(values, (t * images.length + output) * TILE_PIXELS, tile, box, image);
          });
        }
      });
    },
  };
}

/** Copies the pixels of a tile that lie in a box. */
function copyOverlap(
  values: ArrayLike<number>,
  from: number,
  tile: { readonly slow: number; readonly fast: number },
  { slow, fast, start }: PlacedBox,
  into: Float64Array,
): void {
  const [firstFast, endFast] = [Math.max(fast[0], tile.fast), Math.min(fast[1], tile.fast + TILE_EDGE)];
  for (let y = Math.max(slow[0], tile.slow); y < Math.min(slow[1], tile.slow + TILE_EDGE); y++) {
    const row = start + (y - slow[0]) * (fast[1] - fast[0]) - fast[0];
    const read = from + (y - tile.slow) * TILE_EDGE - tile.fast;
    for (let x = firstFast; x < endFast; x++) into[row + x] = values[read + x] as number;
  }
}
