import { type SeriesWriter, type StageValues, usageError } from '@braggsim/core';
import type { Image, ImageMetadata, PixelMask, Pixels } from '@braggsim/core/derived';
import { baseName, besideFile, extensionOf } from '@braggsim/core/text';
import { misfit } from '@braggsim/detector-io/geometry';
import { greymap, imageStatistics, integerScale } from '@braggsim/noise';
import ndarray from 'ndarray';
import { mainOutput, nameOf, type Output } from './outputs';
import {
  digitizing,
  type PreparedReadout,
  prepareReadout,
  type ReadoutPanel,
  type ReadoutResources,
  type Recording,
} from './readout';

/** An image before any readout. */
export interface ExpectedImage {
  /** In its series, from 0. */
  readonly index: number;
  readonly startDeg: number;
  /** Expected photons [slow, fast] of every panel. */
  readonly photons: readonly Pixels[];
  readonly metadata: ImageMetadata;
  /** For every panel which of its pixels do not count, gaps of the detector aside; all count where it is undefined. */
  readonly masks?: readonly (PixelMask | undefined)[];
}

/** A file with its bytes. */
export interface EncodedFile {
  readonly path: string;
  readonly chunks: readonly Uint8Array[];
}

/** What an image came to. */
export interface ImageSummary {
  /** From 1. */
  readonly number: number;
  readonly startDeg: number;
  /** Sum of the expected photons. */
  readonly photons: number;
  /** Brightest pixel in expected photons, and where it is. */
  readonly max: number;
  readonly maxAt: { readonly panel: number; readonly fast: number; readonly slow: number };
  /** Pixels at the largest value that can be recorded. */
  readonly overloads: number;
}

/** An image as it was recorded. */
export interface RecordedImage {
  /** Recorded values of every panel, or expected photons where there is no readout. */
  readonly recording: Recording;
  /** The files that this image completed. */
  readonly files: readonly EncodedFile[];
  readonly summary: ImageSummary;
  /** Metadata of the image as the main output holds it. */
  readonly metadata: ImageMetadata;
}

/** Records expected photons and encodes the files of a series, image by image. */
export interface Recorder {
  /** @throws BraggsimError (`interrupted`) when the signal is raised */
  record(image: ExpectedImage, signal?: AbortSignal): Promise<RecordedImage>;
  /** Encodes what holds the whole series. */
  finish(): readonly EncodedFile[];
}

const shapeOf = ({ pixelsSlow, pixelsFast }: ReadoutPanel): [number, number] => [pixelsSlow, pixelsFast];

/** What the readout adds to what a file says about its image. */
function recordedMetadata({ underload: _, ...metadata }: ImageMetadata, { chain }: Recording): ImageMetadata {
  const { offset, maximum = Number.POSITIVE_INFINITY } = digitizing(chain) ?? {};
  return {
    ...metadata,
    ...(offset !== undefined && { offset }),
    ...(Number.isFinite(maximum) && { saturation: maximum }),
  };
}

/** Grey levels of a panel, scaled by the spread of its values. */
function greyLevels(pixels: Pixels, panel: ReadoutPanel): Pixels {
  const values = Float64Array.from(pixels);
  const area = { shape: shapeOf(panel), region: panel.region };
  const { rmsd, max } = imageStatistics(values, { ...area, oversample: 1, pixelSize: 1 });
  return greymap(values, { ...area, rmsd, integerScale: integerScale(max) }).pixels;
}

/** The image that a format holds: recorded values, or grey levels of them. */
function imageFor(
  { codec }: Output,
  { metadata, masks }: ExpectedImage,
  panels: readonly ReadoutPanel[],
  recording: Recording,
): Image {
  const arrays = recording.values.map((values, p) => {
    const panel = panels[p] as ReadoutPanel;
    return ndarray(codec.id === 'pgm' ? greyLevels(values, panel) : values, shapeOf(panel));
  });
  return { panels: arrays, ...(masks && { masks }), metadata: recordedMetadata(metadata, recording) };
}

function summaryOf(
  { photons, index, startDeg }: ExpectedImage,
  panels: readonly ReadoutPanel[],
  { values, chain }: Recording,
): ImageSummary {
  const { maximum = Number.POSITIVE_INFINITY } = digitizing(chain) ?? {};
  let [total, max, overloads] = [0, Number.NEGATIVE_INFINITY, 0];
  let maxAt = { panel: 0, fast: 0, slow: 0 };
  photons.forEach((expected, panel) => {
    const { pixelsFast } = panels[panel] as ReadoutPanel;
    const recorded = values[panel] as Pixels;
    for (let i = 0; i < expected.length; i++) {
      const value = expected[i] as number;
      total += value;
      if ((recorded[i] as number) >= maximum) overloads++;
      if (value <= max) continue;
      max = value;
      maxAt = { panel, fast: i % pixelsFast, slow: Math.floor(i / pixelsFast) };
    }
  });
  return { number: index + 1, startDeg, photons: total, max, maxAt, overloads };
}

/**
 * What a codec is told besides the image. An SMV header that other programs understand unaided can hold a plate that
 * faces the beam; for others the C program's header says at least what that program says, and the offset.
 */
function parametersOf({ codec }: Output, path: string, metadata: ImageMetadata): Record<string, unknown> {
  if (codec.id === 'smv') return { header: misfit(metadata) === undefined ? 'full' : 'pedestal' };
  return codec.id === 'cbf' ? { name: baseName(path).slice(0, baseName(path).length - extensionOf(path).length) } : {};
}

/** What the headers of outputs cannot say of images with this metadata, a sentence for each such file. */
export function headerWarnings(outputs: readonly Output[], metadata: ImageMetadata): string[] {
  const problem = misfit(metadata);
  if (problem === undefined) return [];
  return outputs
    .filter(({ codec }) => codec.id === 'smv')
    .map(
      ({ pattern }) =>
        `the header of '${pattern}' cannot say that ${problem}: readers must be told (-o import.txt), or write NeXus (.nxs)`,
    );
}

/** An output with what it needs to be encoded. */
interface Encoder {
  readonly output: Output;
  /** Of images that the readout has not digitized. */
  readonly implied: PreparedReadout | undefined;
  readonly writer: SeriesWriter | undefined;
}

/**
 * Prepares everything between expected photons and encoded files.
 *
 * @param readout of the whole series
 * @param panels panels of the detector
 * @param resources for images that an output's format must digitize
 * @param stored how NeXus files are stored
 * @throws BraggsimError (`usage`) for an output whose format cannot be written
 */
export async function createRecorder(
  outputs: readonly Output[],
  readout: PreparedReadout,
  panels: readonly ReadoutPanel[],
  resources: ReadoutResources = {},
  stored: StageValues = {},
): Promise<Recorder> {
  const encoders: Encoder[] = await Promise.all(
    outputs.map(async (output) => {
      const { codec, pattern, implied, together } = output;
      if (!codec.encode)
        throw usageError(`${codec.id} files can be read only; choose another format than '${pattern}'`);
      return {
        output,
        implied: implied && (await prepareReadout([implied], panels, 0, resources)),
        writer: together ? codec.series?.(baseName(pattern), stored) : undefined,
      };
    }),
  );
  const beside = ({ output }: Encoder, files: ReturnType<SeriesWriter['finish']>): EncodedFile[] =>
    files.map(({ name, chunks }) => ({ path: besideFile(output.pattern, name), chunks }));
  const described = mainOutput(outputs);
  return {
    async record(expected, signal) {
      const { photons, index, metadata } = expected;
      const recording = await readout.record(photons, index, signal);
      const files: EncodedFile[] = [];
      let main = recording;
      for (const encoder of encoders) {
        const { output, implied, writer } = encoder;
        const recorded = implied ? await implied.record(recording.values, index, signal) : recording;
        if (output === described) main = recorded;
        const image = imageFor(output, expected, panels, recorded);
        if (writer) {
          files.push(...beside(encoder, writer.add(image)));
          continue;
        }
        const path = nameOf(output, index);
        const parameters = {
          ...parametersOf(output, path, image.metadata),
          ...(output.codec.series && stored),
        };
        files.push({ path, chunks: output.codec.encode?.(image, parameters) ?? [] });
      }
      return {
        recording,
        files,
        summary: summaryOf(expected, panels, main),
        metadata: recordedMetadata(metadata, main),
      };
    },
    finish: () => encoders.flatMap((encoder) => beside(encoder, encoder.writer?.finish() ?? [])),
  };
}
