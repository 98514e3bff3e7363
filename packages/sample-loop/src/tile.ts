/** Edge of a tile in pixels. Larger tiles have fewer anchors and less accurate offsets. */
export const TILE_EDGE = 8;
/** Number of pixels of a tile. */
export const TILE_PIXELS = TILE_EDGE ** 2;
/** Number of bits by which the number of a pixel is shifted to that of its tile. */
export const TILE_SHIFT = Math.log2(TILE_EDGE);
