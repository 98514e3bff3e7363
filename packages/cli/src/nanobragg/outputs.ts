import { dirname, isAbsolute, join, relative } from 'node:path';
import { usageError } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import type { PixelBounds } from '@braggsim/core/kernel';
import type { OutputFiles as Files } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import { npyHeader, toLittleEndian, writePgm, writeRawFloat, writeSmvPixels } from '@braggsim/detector-io';
import { xdsInp } from '@braggsim/detector-io/geometry';
import {
  type GrowingStatistics,
  greymap,
  growingStatistics,
  type ImageStatistics,
  integerImage,
  noiseImage,
} from '@braggsim/noise';
import type { OutputFiles } from './invocation';
import { statisticsLines } from './report';

/** A rendered image and the values that its outputs depend on. */
export interface RenderedImage {
  /** Expected photons [slow, fast]. */
  readonly photons: Float32Array;
  readonly shape: readonly [number, number];
  readonly region: PixelBounds;
  readonly mask: Uint8Array | undefined;
  readonly metadata: ImageMetadata;
  /** Header of the SMV images; that of nanoBragg by default. */
  readonly header?: Uint8Array;
  readonly oversample: number;
  readonly seed: number;
}

/** Returns the path of a file of a run: in its output folder, unless the name contains a folder. */
const placeOf = (file: string, { directory }: OutputFiles): string => (isAbsolute(file) ? file : join(directory, file));

/** Returns the full paths of the requested outputs. */
export const outputPaths = (outputs: OutputFiles): string[] =>
  [outputs.float, outputs.int, outputs.pgm, outputs.noise, outputs.xdsInput ?? null]
    .filter((file) => file !== null)
    .map((file) => placeOf(file, outputs));

/** The outputs of an image whose rows are computed one after the other. */
export interface ImageOutputs {
  /**
   * Adds the rows before `endRow`, which must not change any more: they are written to the float image and included in the
   * statistics while others are computed.
   */
  addRows(photons: Float32Array, endRow: number): void;
  /** Tells whether a rendered pixel of the added rows may be NaN. */
  mayHaveNaN(): boolean;
  /**
   * Writes the remaining outputs in the order of the C program (float, int, PGM, noise), then the input for XDS, and reports
   * them in its wording.
   *
   * @returns the lines of the report
   */
  finish(photons: Float32Array): string[];
}

/** An image before its pixels are known. */
type PlannedImage = Omit<RenderedImage, 'photons'>;

/** Begins the outputs of an image. */
export function imageOutputs(image: PlannedImage, outputs: OutputFiles, files: Files): ImageOutputs {
  const { shape, region, mask, oversample } = image;
  const { pixelSize } = image.metadata.detector;
  const floats = outputs.float === null ? undefined : floatFile(placeOf(outputs.float, outputs), shape, files);
  let statistics: GrowingStatistics | undefined;
  const addRows = (photons: Float32Array, endRow: number): void => {
    statistics ??= growingStatistics(photons, { shape, region, mask, oversample, pixelSize });
    statistics.addRows(endRow);
    floats?.addRows(photons, endRow);
  };
  return {
    addRows,
    mayHaveNaN: () => statistics?.mayHaveNaN() ?? true,
    finish: (photons) => {
      addRows(photons, shape[0]);
      return writeOthers({ ...image, photons }, (statistics as GrowingStatistics).result(), outputs, files);
    },
  };
}

/** Writes the outputs of a rendered image and returns the lines of the report. */
export const writeOutputs = ({ photons, ...image }: RenderedImage, outputs: OutputFiles, files: Files): string[] =>
  imageOutputs(image, outputs, files).finish(photons);

/** Least number of bytes of the float image that are written at a time. */
const MIN_FLOAT_BYTES = 2 ** 22;

/** Creates the float image, which is written while its rows are computed. */
function floatFile(path: string, shape: RenderedImage['shape'], files: Files): Pick<ImageOutputs, 'addRows'> {
  const [slow, fast] = shape;
  const file = files.begin(path);
  if (path.endsWith('.npy')) file.append(npyHeader(shape));
  let next = 0;
  return {
    addRows: (photons, endRow) => {
      if (endRow < slow && 4 * fast * (endRow - next) < MIN_FLOAT_BYTES) return;
      if (endRow > next) file.append(writeRawFloat(photons.subarray(next * fast, endRow * fast)));
      next = endRow;
    },
  };
}

/** Writes the outputs besides the float image, and returns the lines of the report, including that of the float image. */
function writeOthers(image: RenderedImage, statistics: ImageStatistics, outputs: OutputFiles, files: Files): string[] {
  const { photons, shape, region, metadata, seed } = image;
  const area = { shape, region };
  const lines: string[] = [];
  const write = (file: string, chunks: readonly Uint8Array[]) => files.write(placeOf(file, outputs), chunks);
  const smv = (words: Uint16Array) =>
    image.header ? [image.header, toLittleEndian(words)] : writeSmvPixels(words, metadata);

  if (outputs.float !== null) lines.push(`writing ${outputs.float} as ${photons.length} 4-byte floats`);
  lines.push(...statisticsLines(statistics));
  const integer = integerImage(photons, {
    ...area,
    max: statistics.max,
    scale: outputs.scale,
    offset: outputs.offset,
  });
  lines.push(`intfile_scale = ${formatG(integer.scale)}`);
  if (outputs.int !== null) {
    lines.push(`writing ${outputs.int} as 2-byte integers`);
    write(outputs.int, smv(integer.pixels));
  }
  if (outputs.pgm !== null) {
    const grey = greymap(photons, {
      ...area,
      scale: outputs.greyScale,
      rmsd: statistics.rmsd,
      integerScale: integer.scale,
    });
    lines.push(`pgm_scale = ${formatG(grey.scale)}`, `writing ${outputs.pgm} as 1-byte integers`);
    write(outputs.pgm, writePgm(grey.pixels, shape, grey.scale));
  }
  if (outputs.noise !== null) {
    const noise = noiseImage(photons, { ...area, seed, offset: outputs.offset, generator: outputs.generator });
    lines.push(
      `${noise.photons.toFixed(0)} photons on noise image (${noise.overloads} overloads)`,
      `writing ${outputs.noise} as 2-byte integers`,
    );
    write(outputs.noise, smv(noise.pixels));
  }
  if (outputs.xdsInput !== undefined) {
    const image = outputs.noise ?? outputs.int;
    if (image === null)
      throw usageError('-xds_inp describes an SMV image, and none is written: leave out -noint or -nonoise');
    const template = relative(dirname(placeOf(outputs.xdsInput, outputs)), placeOf(image, outputs));
    const series = { format: 'smv', template, first: 1, last: 1 } as const;
    lines.push(`writing ${outputs.xdsInput} for XDS`);
    write(outputs.xdsInput, [new TextEncoder().encode(xdsInp({ ...metadata, offset: outputs.offset }, series))]);
  }
  return lines;
}
