import { interrupted, type StageValues } from '@braggsim/core';
import type { ImageMetadata, Pixels } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { recordingPanels } from '@braggsim/geometry';
import { lossesOf, type OutputLoss } from '../losses';
import type { Output } from '../outputs';
import type { PreparedReadout, ReadoutPanel, ReadoutResources } from '../readout';
import { createRecorder, type EncodedFile, type ExpectedImage, headerWarnings, type Recorder } from '../recorder';
import type { SeriesStacks } from './series-stacks';
import { type DescribedSeries, encodeSidecars, type SidecarFile, sidecarsOf } from './sidecars';

/** How the images of a file are recorded, and where they are written. */
export interface RecordImagesOptions {
  readonly outputs: readonly Output[];
  readonly readoutFor: (panels: readonly ReadoutPanel[]) => Promise<PreparedReadout>;
  readonly resources: ReadoutResources;
  /** Parameters for storing NeXus files. */
  readonly stored: StageValues;
  readonly stacks: SeriesStacks;
  /** Names of all outputs, including files about the images. */
  readonly names: readonly string[];
  /** Name of the file that is read. */
  readonly path: string;
  readonly warn: (message: string) => void;
  /** What the file says of its images. */
  readonly facts: FileMetadata | undefined;
  /** Receives what the outputs do not keep of the facts. */
  readonly lose: (losses: readonly OutputLoss[]) => void;
  readonly signal: AbortSignal;
}

/** Returns the panels of an image as readout stages need them; all of their pixels are recorded. */
const panelsOf = ({ metadata }: ExpectedImage): ReadoutPanel[] =>
  recordingPanels(metadata.detector).map(({ pixelsSlow, pixelsFast, pixelSize }) => ({
    pixelsSlow,
    pixelsFast,
    pixelSize,
    region: { fast: [0, pixelsFast], slow: [0, pixelsSlow] },
  }));

/** Counts the pixels that are not valid numbers of photons. */
function photonless(photons: Pixels): number {
  let count = 0;
  for (let i = 0; i < photons.length; i++) if (!((photons[i] as number) >= 0 && photons[i] !== Infinity)) count++;
  return count;
}

/** Returns what a file says of its images, without what the readout replaces. */
function unrecorded({ metadata: { offset: _, saturation: __, ...metadata } }: ExpectedImage): ImageMetadata {
  return metadata;
}

/**
 * Records images of expected photons in the same way as the first, and yields their files; those of the whole series come last.
 *
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function* recordImages(
  images: AsyncIterable<ExpectedImage>,
  options: RecordImagesOptions,
): AsyncGenerator<readonly EncodedFile[]> {
  const { outputs, readoutFor, resources, stored, stacks, names, path, warn, facts, lose, signal } = options;
  let recorder: Recorder | undefined;
  let begun: (Omit<DescribedSeries, 'images'> & { readonly sidecars: readonly SidecarFile[] }) | undefined;
  let [count, strange] = [0, 0];
  for await (const image of images) {
    if (signal.aborted) throw interrupted();
    const panels = panelsOf(image);
    recorder ??= await createRecorder(
      outputs,
      await readoutFor(panels),
      panels,
      resources,
      stored,
      stacks.parametersOf,
    );
    const sidecars = begun?.sidecars ?? sidecarsOf(names, outputs, image.metadata.detector);
    const { files, metadata } = await recorder.record(image, signal);
    if (!begun) {
      for (const message of headerWarnings(outputs, metadata)) warn(message);
      lose(lossesOf(outputs, unrecorded(image), { masks: image.masks, experiment: facts?.experiment ?? {} }));
    }
    begun ??= { metadata, firstNumber: image.index + 1, sidecars };
    for (const photons of image.photons) strange += photonless(photons);
    count++;
    yield files;
  }
  if (strange > 0) warn(`${strange} pixels of '${path}' are negative or not finite`);
  if (recorder && begun) yield [...recorder.finish(), ...encodeSidecars(begun.sidecars, { ...begun, images: count })];
}
