import { type SeriesWriter, type StageRequest, type StageValues, usageError } from '@braggsim/core';
import type { Image, ImageMetadata, PixelMask, Pixels } from '@braggsim/core/derived';
import { baseName, besideFile, extensionOf } from '@braggsim/core/text';
import { misfit } from '@braggsim/detector-io/geometry';
import { greymap, imageStatistics, integerScale } from '@braggsim/noise';
import ndarray from 'ndarray';
import { mainOutput, nameOf, type Output } from './outputs';
import { growingSummary, type PhotonSummary } from './photon-summary';
import {
  digitizing,
  type PreparedReadout,
  prepareReadout,
  type ReadoutPanel,
  type ReadoutResources,
  type Recording,
} from './readout';

/** An image of expected photons, before its readout. */
export interface ExpectedImage {
  /** Index in the series, from 0. */
  readonly index: number;
  readonly startDeg: number;
  /** Expected photons [slow, fast] of every panel. */
  readonly photons: readonly Pixels[];
  /** Their sum and maximum, where these are known. */
  readonly brightness?: PhotonSummary;
  readonly metadata: ImageMetadata;
  /** Masked pixels of every panel, besides gaps of the detector; none where undefined. */
  readonly masks?: readonly (PixelMask | undefined)[];
}

/** A file with its bytes. */
export interface EncodedFile {
  readonly path: string;
  readonly chunks: readonly Uint8Array[];
}

/** Summary of an image for reports. */
export interface ImageSummary extends PhotonSummary {
  /** Number of the image, from 1. */
  readonly number: number;
  readonly startDeg: number;
  /** Number of pixels at the largest value that can be recorded. */
  readonly overloads: number;
}

/** An image after its readout. */
export interface RecordedImage {
  /** Recorded values of every panel, or expected photons where there is no readout. */
  readonly recording: Recording;
  /** Files completed by this image. */
  readonly files: readonly EncodedFile[];
  readonly summary: ImageSummary;
  /** Metadata of the image as the main output holds it. */
  readonly metadata: ImageMetadata;
}

/** Records expected photons and encodes the files of a series, image by image. */
export interface Recorder {
  /**
   * Records an image and encodes its files.
   *
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  record(image: ExpectedImage, signal?: AbortSignal): Promise<RecordedImage>;
  /** Encodes the files that hold the whole series. */
  finish(): readonly EncodedFile[];
}

const shapeOf = ({ pixelsSlow, pixelsFast }: ReadoutPanel): [number, number] => [pixelsSlow, pixelsFast];

/** Adds offset and saturation of the stages of a readout to the metadata of an image. */
export function recordedMetadata(
  { underload: _, ...metadata }: ImageMetadata,
  chain: readonly StageRequest[],
): ImageMetadata {
  const { offset, maximum = Number.POSITIVE_INFINITY } = digitizing(chain) ?? {};
  return {
    ...metadata,
    ...(offset !== undefined && { offset }),
    ...(Number.isFinite(maximum) && { saturation: maximum }),
  };
}

/** Computes grey levels of a panel, scaled by the spread of its values. */
function greyLevels(pixels: Pixels, panel: ReadoutPanel): Pixels {
  const values = Float64Array.from(pixels);
  const area = { shape: shapeOf(panel), region: panel.region };
  const { rmsd, max } = imageStatistics(values, { ...area, oversample: 1, pixelSize: 1 });
  return greymap(values, { ...area, rmsd, integerScale: integerScale(max) }).pixels;
}

/** Makes the image that a format holds: recorded values, or grey levels of them. */
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
  return { panels: arrays, ...(masks && { masks }), metadata: recordedMetadata(metadata, recording.chain) };
}

function summaryOf(
  { photons, index, startDeg, brightness }: ExpectedImage,
  panels: readonly ReadoutPanel[],
  { values, chain }: Recording,
): ImageSummary {
  const { maximum = Number.POSITIVE_INFINITY } = digitizing(chain) ?? {};
  return {
    number: index + 1,
    startDeg,
    ...(brightness ?? growingSummary(panels).complete(photons)),
    overloads: values.reduce((sum, recorded) => sum + countFrom(maximum, recorded), 0),
  };
}

/** Tells whether no value above a limit can be stored. */
const isLargest = (limit: number, values: Pixels): boolean =>
  (values instanceof Uint16Array && limit === 2 ** 16 - 1) || (values instanceof Int32Array && limit === 2 ** 31 - 1);

/** Returns the number of values that are not below a limit. */
function countFrom(limit: number, values: Pixels): number {
  if (limit === Number.POSITIVE_INFINITY) return 0;
  // Most images have no overload, and the engine's search is faster than a loop that it sees for the first time.
  const first = isLargest(limit, values) ? values.indexOf(limit) : 0;
  let count = 0;
  for (let i = first < 0 ? values.length : first; i < values.length; i++) if ((values[i] as number) >= limit) count++;
  return count;
}

/** Returns the defaults of the parameters of a codec. */
const defaultsOf = ({ params }: Output['codec']): StageValues =>
  Object.fromEntries(Object.entries(params).map(([name, { default: value }]) => [name, value]));

/**
 * Chooses the parameters of a codec. The full SMV header can describe a detector that faces the beam; for others the
 * header of the C program keeps its content, with the offset.
 */
function parametersOf({ codec }: Output, path: string, metadata: ImageMetadata): Record<string, unknown> {
  if (codec.id === 'smv') return { header: misfit(metadata) === undefined ? 'full' : 'pedestal' };
  return codec.id === 'cbf' ? { name: baseName(path).slice(0, baseName(path).length - extensionOf(path).length) } : {};
}

/** Lists what the headers of outputs cannot describe of images with this metadata, a sentence for each such file. */
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

/** An output with what is needed to encode it. */
interface Encoder {
  readonly output: Output;
  /** Readout of outputs of whole numbers whose images have not been digitized. */
  readonly implied: PreparedReadout | undefined;
  readonly writer: SeriesWriter | undefined;
}

/**
 * Prepares the recording of a series: everything between expected photons and encoded files.
 *
 * @param readout readout of the whole series
 * @param panels panels of the detector
 * @param resources resources of the readout of images that an output's format must digitize
 * @param stored parameters of NeXus files
 * @param ofSeries those of a file that holds the whole series, where they are others
 * @throws BraggsimError (`usage`) for an output whose format cannot be written
 */
export async function createRecorder(
  outputs: readonly Output[],
  readout: PreparedReadout,
  panels: readonly ReadoutPanel[],
  resources: ReadoutResources = {},
  stored: StageValues = {},
  ofSeries: (output: Output) => StageValues | undefined = () => undefined,
): Promise<Recorder> {
  const encoders: Encoder[] = await Promise.all(
    outputs.map(async (output) => {
      const { codec, pattern, implied, together } = output;
      if (!codec.encode)
        throw usageError(`${codec.id} files can be read only; choose another format than '${pattern}'`);
      return {
        output,
        implied: implied && (await prepareReadout([implied], panels, 0, resources)),
        writer: together ? codec.series?.(baseName(pattern), ofSeries(output) ?? stored) : undefined,
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
          ...defaultsOf(output.codec),
          ...parametersOf(output, path, image.metadata),
          ...(output.codec.series && stored),
        };
        files.push({ path, chunks: output.codec.encode?.(image, parameters) ?? [] });
      }
      return {
        recording,
        files,
        summary: summaryOf(expected, panels, main),
        metadata: recordedMetadata(metadata, main.chain),
      };
    },
    finish: () => encoders.flatMap((encoder) => beside(encoder, encoder.writer?.finish() ?? [])),
  };
}
