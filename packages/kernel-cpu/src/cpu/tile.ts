/** Edge of a tile in pixels. Larger tiles have fewer anchors and less accurate offsets. */
export const TILE_EDGE = 8;

/** Parameters of the generated function `run`, in order, all i32. */
export const RUN_PARAMETERS = [
  'firstRow',
  'lastRow',
  'columns',
  'places',
  'sources',
  'orientations',
  'placeTable',
  'sourceTable',
  'orientationTable',
  'flags',
  'image',
] as const;
