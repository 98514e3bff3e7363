/** Edge of a tile in pixels. Larger tiles have fewer anchors and less accurate offsets. */
export const TILE_EDGE = 8;
