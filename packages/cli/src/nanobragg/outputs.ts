import { dirname, isAbsolute, join, relative } from 'node:path';
import { usageError } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import type { OutputFiles as Files } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import { toLittleEndian, writeNpy, writePgm, writeRawFloat, writeSmvPixels } from '@braggsim/detector-io';
import { xdsInp } from '@braggsim/detector-io/geometry';
import { greymap, imageStatistics, integerImage, noiseImage } from '@braggsim/noise';
import type { OutputFiles } from './invocation';
import { statisticsLines } from './report';

/** A rendered plate and what its outputs depend on. */
export interface RenderedImage {
  /** Expected photons [slow, fast]. */
  readonly photons: Float32Array;
  readonly shape: readonly [number, number];
  readonly roi: readonly [number, number, number, number];
  readonly mask: Uint8Array | undefined;
  readonly metadata: ImageMetadata;
  /** Header of the SMV images; nanoBragg's when absent. */
  readonly header?: Uint8Array;
  readonly oversample: number;
  readonly seed: number;
}

/** A file of a run: in its output folder, unless the name says where it is. */
const placeOf = (file: string, { directory }: OutputFiles): string => (isAbsolute(file) ? file : join(directory, file));

/** Full paths of the outputs that are wanted. */
export const outputPaths = (outputs: OutputFiles): string[] =>
  [outputs.float, outputs.int, outputs.pgm, outputs.noise, outputs.xdsInput ?? null]
    .filter((file) => file !== null)
    .map((file) => placeOf(file, outputs));

/**
 * Writes the outputs in the C program's order (float, int, PGM, noise), input for XDS after them, and says so in its words.
 *
 * @returns the lines of the report
 */
export function writeOutputs(image: RenderedImage, outputs: OutputFiles, files: Files): string[] {
  const { photons, shape, roi, mask, metadata, oversample, seed } = image;
  const region = { shape, roi };
  const lines: string[] = [];
  const write = (file: string, chunks: readonly Uint8Array[]) => files.write(placeOf(file, outputs), chunks);
  const smv = (words: Uint16Array) =>
    image.header ? [image.header, toLittleEndian(words)] : writeSmvPixels(words, metadata);
  const { pixelSize } = metadata.detector;
  const statistics = imageStatistics(photons, { ...region, mask, oversample, pixelSize });

  if (outputs.float !== null) {
    lines.push(`writing ${outputs.float} as ${photons.length} 4-byte floats`);
    write(outputs.float, outputs.float.endsWith('.npy') ? writeNpy(photons, shape) : [writeRawFloat(photons)]);
  }
  lines.push(...statisticsLines(statistics));
  const integer = integerImage(photons, {
    ...region,
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
      ...region,
      scale: outputs.greyScale,
      rmsd: statistics.rmsd,
      integerScale: integer.scale,
    });
    lines.push(`pgm_scale = ${formatG(grey.scale)}`, `writing ${outputs.pgm} as 1-byte integers`);
    write(outputs.pgm, writePgm(grey.pixels, shape, grey.scale));
  }
  if (outputs.noise !== null) {
    const noise = noiseImage(photons, { ...region, seed, offset: outputs.offset, generator: outputs.generator });
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
