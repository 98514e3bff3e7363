import type { PixelBounds } from '@braggsim/core/kernel';
import { TILE_EDGE } from '@braggsim/sample-loop';

/**
 * Rows of a band. Bands are short because V8 replaces a running function by a faster one only when it is called again.
 */
export const BAND_ROWS = 32;

/** Returns the number of bands of a panel. */
export const bandCount = (pixelsSlow: number): number => Math.ceil(pixelsSlow / BAND_ROWS);

/** Pixels of a panel, and those of them to compute. */
export interface PanelPixels {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly region: PixelBounds;
  /** Pixels to compute, [slow, fast]; zero leaves a pixel out. */
  readonly mask?: Uint8Array;
}

/** Counts the tiles of a band of rows, of which a panel has so many columns. */
export const flagCount = (columns: number): number => (columns * BAND_ROWS) / TILE_EDGE;

/** Returns the half-open range of the rows of a band that lie in the region of a panel. */
export const wantedRows = (
  { region, pixelsSlow }: PanelPixels,
  firstRow: number,
): readonly [start: number, end: number] => [
  Math.max(firstRow, region.slow[0]),
  Math.min(firstRow + BAND_ROWS, region.slow[1], pixelsSlow),
];

/** Flags the tiles of a band that have a pixel to compute; returns false when none has. */
export function flagTiles(flags: Uint8Array, panel: PanelPixels, firstRow: number, columns: number): boolean {
  flags.fill(0);
  const { region, mask, pixelsFast } = panel;
  const [startFast, endFast] = region.fast;
  const [start, end] = wantedRows(panel, firstRow);
  let any = false;
  if (!mask) {
    for (let slow = start; slow < end; ) {
      const tileRow = Math.floor((slow - firstRow) / TILE_EDGE);
      flags.fill(
        1,
        tileRow * columns + Math.floor(startFast / TILE_EDGE),
        tileRow * columns + Math.ceil(endFast / TILE_EDGE),
      );
      slow = firstRow + (tileRow + 1) * TILE_EDGE;
      any = true;
    }
    return any;
  }
  for (let slow = start; slow < end; slow++) {
    const tiles = Math.floor((slow - firstRow) / TILE_EDGE) * columns;
    for (let fast = startFast; fast < endFast; fast++) {
      const tile = tiles + Math.floor(fast / TILE_EDGE);
      if (flags[tile] === 0 && mask[slow * pixelsFast + fast] === 0) continue;
      flags[tile] = 1;
      any = true;
      // The rest of the row of a tile that is flagged changes nothing.
      fast += TILE_EDGE - 1 - (fast % TILE_EDGE);
    }
  }
  return any;
}
