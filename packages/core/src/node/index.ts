/** What needs Node: worker threads for images in bands of rows, memory that threads share, and files. */
export { type BandWork, type Crew, crew, type Supervision } from './crew';
export { fileBeside } from './file-beside';
export { inFile, inFileElsewhere, readInput, readPackedInput, readText } from './files';
export { makeFolder, type OutputFiles, openOutputs } from './output-files';
export { reasonOf } from './system-errors';
export { workerFile } from './worker-file';
