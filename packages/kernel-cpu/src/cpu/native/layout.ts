import { BATCH } from '../nest-plan';

/** Iterations whose scalars are computed ahead of the pixels. Those of a batch make one block. */
export const BLOCK = BATCH;

/** What the function of a native nest takes besides arrays, in order. */
export const NATIVE_PARAMETERS = [
  'firstRow',
  'lastRow',
  'columns',
  'places',
  'sources',
  'orientations',
  'nodes',
  'placesStride',
  'sourcesStride',
  'orientationsStride',
  'nodesStride',
  'firstFast',
  'endFast',
  'firstSlow',
  'endSlow',
  'pixelsFast',
  'isNewImage',
] as const;
/** Name of a parameter of the function of a native nest. */
export type NativeParameter = (typeof NATIVE_PARAMETERS)[number];

/** A nest as C source of a Node addon, and what its function takes. Plain data: it travels to workers. */
export interface NativeNest {
  readonly source: string;
  /** Names of the tables in the order in which the function takes them, and the type of their values. */
  readonly tables: readonly string[];
  readonly real: 'float' | 'double';
  /** The loop whose table the function takes column by column, in columns of whole blocks; undefined where no loop runs. */
  readonly byColumns: 'places' | 'sources' | 'orientations' | 'nodes' | undefined;
  readonly vectorBits: 128 | 256 | 512;
  /** Whether it takes the lists of orientations of tiles. */
  readonly listed: boolean;
  readonly planNames: readonly string[];
}

/** Says how native code takes its data. */
export type NativeLayout = Omit<NativeNest, 'source'>;
