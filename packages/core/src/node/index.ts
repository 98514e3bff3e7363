/** Threads of Node, for whoever computes images in bands of rows. */
export { type BandWork, type Crew, crew, type Supervision } from './crew';
export { isShared, sharedCopy, sharedFloats, sharedOnce } from './shared';
export { workerFile } from './worker-file';
