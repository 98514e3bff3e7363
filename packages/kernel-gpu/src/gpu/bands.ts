import { type PanelPlan, withinPanel } from '@braggsim/core';
import { TILE_EDGE } from './shader-frame';

/** Rows of an image that lie in one buffer, and the tiles that have wanted pixels in them. */
export interface Band {
  readonly firstRow: number;
  readonly rows: number;
  /** Fast and slow coordinate of the first pixel of each tile. */
  readonly spots: Uint32Array<ArrayBuffer>;
}

/** Whether a tile has a wanted pixel. */
function hasWanted({ mask, pixelsFast }: PanelPlan, roi: PanelPlan['roi'], fast: number, slow: number): boolean {
  if (!mask) return true;
  for (let s = Math.max(slow, roi[2]); s <= Math.min(slow + TILE_EDGE - 1, roi[3]); s++) {
    for (let f = Math.max(fast, roi[0]); f <= Math.min(fast + TILE_EDGE - 1, roi[1]); f++) {
      if (mask[s * pixelsFast + f] !== 0) return true;
    }
  }
  return false;
}

const tileStart = (pixel: number): number => Math.floor(pixel / TILE_EDGE) * TILE_EDGE;

/** The wanted part of a panel in bands of whole tile rows, each at most `maxBytes` of float32. */
export function bandsOf(panel: PanelPlan, maxBytes: number): Band[] {
  const { pixelsFast } = panel;
  const roi = withinPanel(panel);
  const tileRowBytes = 4 * pixelsFast * TILE_EDGE;
  const height = Math.max(1, Math.floor(maxBytes / tileRowBytes)) * TILE_EDGE;
  const bands: Band[] = [];
  for (let firstRow = tileStart(roi[2]); firstRow <= roi[3]; firstRow += height) {
    const rows = Math.min(height, panel.pixelsSlow - firstRow);
    const spots: number[] = [];
    for (let slow = firstRow; slow < firstRow + rows && slow <= roi[3]; slow += TILE_EDGE) {
      for (let fast = tileStart(roi[0]); fast <= roi[1]; fast += TILE_EDGE) {
        if (hasWanted(panel, roi, fast, slow)) spots.push(fast, slow);
      }
    }
    if (spots.length > 0) bands.push({ firstRow, rows, spots: Uint32Array.from(spots) });
  }
  return bands;
}
