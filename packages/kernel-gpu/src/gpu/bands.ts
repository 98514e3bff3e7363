import { type PanelPlan, type PixelBounds, withinPanel } from '@braggsim/core/kernel';
import { TILE_EDGE } from './shader-frame';

/** Rows of an image that lie in one buffer, and the tiles of these rows that have requested pixels. */
export interface Band {
  readonly firstRow: number;
  readonly rows: number;
  /** Fast and slow coordinates of the first pixel of each tile, two numbers a tile. */
  readonly tileOrigins: Uint32Array<ArrayBuffer>;
}

/** Tells whether a tile has a pixel in the region of interest that is not masked. */
function hasRequested({ mask, pixelsFast }: PanelPlan, region: PixelBounds, fast: number, slow: number): boolean {
  if (!mask) return true;
  for (let s = Math.max(slow, region.slow[0]); s < Math.min(slow + TILE_EDGE, region.slow[1]); s++) {
    for (let f = Math.max(fast, region.fast[0]); f < Math.min(fast + TILE_EDGE, region.fast[1]); f++) {
      if (mask[s * pixelsFast + f] !== 0) return true;
    }
  }
  return false;
}

const tileStart = (pixel: number): number => Math.floor(pixel / TILE_EDGE) * TILE_EDGE;

/**
 * Divides the region of interest of a panel into bands of whole rows of tiles, of at most `maxBytes` of float32 pixels
 * each unless one row of tiles has more.
 */
export function bandsOf(panel: PanelPlan, maxBytes: number): Band[] {
  const { pixelsFast } = panel;
  const region = withinPanel(panel);
  const [startSlow, endSlow] = region.slow;
  const tileRowBytes = 4 * pixelsFast * TILE_EDGE;
  const height = Math.max(1, Math.floor(maxBytes / tileRowBytes)) * TILE_EDGE;
  const bands: Band[] = [];
  for (let firstRow = tileStart(startSlow); firstRow < endSlow; firstRow += height) {
    const rows = Math.min(height, panel.pixelsSlow - firstRow);
    const tileOrigins: number[] = [];
    for (let slow = firstRow; slow < firstRow + rows && slow < endSlow; slow += TILE_EDGE) {
      for (let fast = tileStart(region.fast[0]); fast < region.fast[1]; fast += TILE_EDGE) {
        if (hasRequested(panel, region, fast, slow)) tileOrigins.push(fast, slow);
      }
    }
    if (tileOrigins.length > 0) bands.push({ firstRow, rows, tileOrigins: Uint32Array.from(tileOrigins) });
  }
  return bands;
}
