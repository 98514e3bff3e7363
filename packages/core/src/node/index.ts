/**
 * Worker threads that compute images in bands of rows, input files and output files.
 *
 * @module
 * @example
 * ```ts
 * import { fileURLToPath } from 'node:url';
 * import { readText } from '@braggsim/core/node';
 *
 * console.log(readText(fileURLToPath(import.meta.url), 'example').length);
 * ```
 */

export { inFile, inFileElsewhere } from '../in-file';
export { weigh } from '../shared';
export { fileBeside } from './file-beside';
export { type FileStoreOptions, fileStore, type Store, type Stored } from './file-store';
export { readInput, readPackedInput, readText } from './files';
export { type LateStartFile, makeFolder, type OutputFiles, openOutputs } from './output-files';
export { makeOwnFolder, whyNotOwn } from './own-files';
export type { PageServer, PageServerOptions, ServedFile } from './page-server';
export { isRunning, thisMachine } from './running-process';
export { servePage } from './serve-page';
export { shortHash } from './short-hash';
export { asFileError, reasonOf } from './system-errors';
export { type TaskPool, taskPool } from './task-pool';
export { userCache } from './user-cache';
export { workerFile } from './worker-file';
export { type BandWork, type Supervision, type WorkerPool, workerPool } from './worker-pool';
