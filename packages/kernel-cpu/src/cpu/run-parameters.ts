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
] as const;

export type RunParameter = (typeof RUN_PARAMETERS)[number];
