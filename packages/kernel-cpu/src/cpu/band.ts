import { TILE_EDGE } from '@braggsim/sample-loop';

/** V8 replaces a running function only when it is called again: bands are short. */
export const BAND_ROWS = 32;

export const bandCount = (pixelsSlow: number): number => Math.ceil(pixelsSlow / BAND_ROWS);

/** Which pixels a panel has, and which of them are wanted. */
export interface PanelPixels {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  readonly roi: readonly [number, number, number, number];
  /** [slow, fast]; zero means skip. */
  readonly mask?: Uint8Array;
}

/** Tiles of a band. */
export const flagCount = (columns: number): number => (columns * BAND_ROWS) / TILE_EDGE;

/** First and last row of a band that are wanted. */
export const wantedRows = ({ roi, pixelsSlow }: PanelPixels, firstRow: number): readonly [number, number] => [
  Math.max(firstRow, roi[2]),
  Math.min(firstRow + BAND_ROWS - 1, roi[3], pixelsSlow - 1),
];

/** Marks the tiles of a band that have a wanted pixel; false when none has. */
export function flagTiles(flags: Uint8Array, panel: PanelPixels, firstRow: number, columns: number): boolean {
  flags.fill(0);
  const { roi, mask, pixelsFast } = panel;
  const [firstFast, lastFast] = roi;
  const [start, end] = wantedRows(panel, firstRow);
  let any = false;
  if (!mask) {
    for (let slow = start; slow <= end; ) {
      const tileRow = Math.floor((slow - firstRow) / TILE_EDGE);
      flags.fill(
        1,
        tileRow * columns + Math.floor(firstFast / TILE_EDGE),
        tileRow * columns + Math.floor(lastFast / TILE_EDGE) + 1,
      );
      slow = firstRow + (tileRow + 1) * TILE_EDGE;
      any = true;
    }
    return any;
  }
  for (let slow = start; slow <= end; slow++) {
    const tiles = Math.floor((slow - firstRow) / TILE_EDGE) * columns;
    for (let fast = firstFast; fast <= lastFast; fast++) {
      if (mask[slow * pixelsFast + fast] === 0) continue;
      flags[tiles + Math.floor(fast / TILE_EDGE)] = 1;
      any = true;
    }
  }
  return any;
}
