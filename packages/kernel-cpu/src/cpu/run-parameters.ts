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

export type RunParameter = (typeof RUN_PARAMETERS)[number];
