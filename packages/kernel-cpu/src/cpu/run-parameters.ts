/** Parameters of the generated function `run`, in order, all i32. */
export const RUN_PARAMETERS = [
  'firstRow',
  'lastRow',
  'columns',
  'places',
  'sources',
  'orientations',
  'nodes',
  'placeTable',
  'sourceTable',
  'orientationTable',
  'nodeTable',
  'flags',
  'image',
  'lists',
] as const;

/** Name of a parameter of the generated function. */
export type RunParameter = (typeof RUN_PARAMETERS)[number];

/** Bytes of an entry of a list: an orientation, and bits of pixels. */
export const LIST_ENTRY_BYTES = 8;
