/**
 * Image files: SMV, miniCBF, NeXus, TIFF, PNG, PGM, NumPy and raw float, as bytes in and bytes out.
 *
 * @module
 * @example
 * ```ts
 * import { readPgm, writePgm } from '@braggsim/detector-io';
 *
 * const pixels = Uint8Array.of(0, 64, 128, 255);
 * const file = await new Blob(writePgm(pixels, [2, 2], 1)).arrayBuffer();
 * console.log(readPgm(new Uint8Array(file)).shape); // [slow, fast]
 * ```
 */
export { decodeByteOffset, encodeByteOffset } from './byte-offset';
export { type ReadLimits, toLittleEndian } from './bytes';
export { type CbfImage, cbf, readCbf, writeCbf } from './cbf';
export { codecFor, codecs, formatFor } from './codecs';
export { infernoTable } from './colour-map';
export type { FileExperiment, FileMetadata, ImageCodec } from './described';
export { npy, npyHeader, readNpy, writeNpy } from './npy';
export type { FrameFile } from './nxmx/frame-file';
export { addHdf5Plugin } from './nxmx/hdf5';
export { splitFrame } from './nxmx/reader';
export type { PanelPixels } from './panel';
export { type PgmImage, pgm, readPgm, writePgm } from './pgm';
export { type Picture, type PreviewOptions, previewPicture } from './preview';
export { rawFloat, readRawFloat, writeRawFloat } from './raw-float';
export { readSmv, type SmvImage, smv, smvShape, writeSmv, writeSmvPixels } from './smv';
export { smvFullHeader } from './smv-full-header';
export { type HeaderRole, type IngestedHeader, ingestHeader, mergeHeaders, smvGeometry } from './smv-geometry';
export { smvHeader, smvHeaderOf } from './smv-header';
export { keywordNumber, keywordWarnings, readSmvHeader, type SmvHeader } from './smv-keywords';
export { writeTiff } from './tiff-writer';
export { writePicture } from './write-picture';
