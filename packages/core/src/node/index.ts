/** Parts that need Node: worker threads that compute images in bands of rows, input files and output files. */
export { fileBeside } from './file-beside';
export { inFile, inFileElsewhere, readInput, readPackedInput, readText } from './files';
export { makeFolder, type OutputFiles, openOutputs } from './output-files';
export { reasonOf } from './system-errors';
export { workerFile } from './worker-file';
export { type BandWork, type Supervision, type WorkerPool, workerPool } from './worker-pool';
