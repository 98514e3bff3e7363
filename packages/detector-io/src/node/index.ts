/**
 * Reads HDF5 files in a thread of its own, with limits of time and memory, and writes their chunks without the library.
 *
 * @module
 * @example
 * ```ts
 * import { openIsolated } from '@braggsim/detector-io/node';
 *
 * console.log(typeof openIsolated); // function
 * ```
 */
export { type ChunkedDataset, type ChunkPlace, chunkedObject } from '../hdf5/chunked-object';
export {
  datatype,
  type ElementArray,
  type ElementType,
  elementTypeOf,
  Hdf5Bytes,
  UNDEFINED_ADDRESS,
} from '../hdf5/hdf5-bytes';
export { END_OF_FILE_ADDRESS, objectLinks } from '../hdf5/object-links';
export { type ChunkStack, chunkStack } from './chunk-stack';
export { compressChunk } from './compress-chunk';
export { type IsolatedFile, type IsolationOptions, openIsolated } from './isolated';
export { type IsolationLimits, isolationLimits } from './isolation-limits';
export type { NamedBytes, NamedPath } from './questions';
