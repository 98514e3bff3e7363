import { dirname } from 'node:path';
import { BraggsimError, isBraggsimError, type StageValues } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import type { Arithmetic } from '@braggsim/core/kernel';
import { makeFolder, openOutputs } from '@braggsim/core/node';
import type { Experiment, Stages } from '@braggsim/experiment';
import { readoutThreads } from '@braggsim/noise/node';
import { type ImageMasks, rawSizeOf } from '../images/image-masks';
import { chooseKernel } from '../kernels';
import { encodeLabel, labelFiles } from '../labels';
import { nameOf, namesOf, type Output } from '../outputs';
import type { BuiltPlan } from '../plan';
import type { ChosenKernel } from '../rates/choose-by-rate';
import { prepareReadout } from '../readout';
import { createRecorder, type EncodedFile, type ImageSummary } from '../recorder';
import { imageCount, renderSeries } from '../series';
import { seriesArithmetic } from '../series-arithmetic';
import { chooseNodeKernel } from './choose-node-kernel';
import { nodeKernels } from './kernels';
import { readMaskFiles } from './mask-files';
import { seriesStacks } from './series-stacks';
import { encodeSidecars, type SidecarFile } from './sidecars';
import { readStageImage } from './stage-image';

/** A series that is ready to be computed and written. */
export interface SeriesToWrite {
  readonly experiment: Experiment;
  readonly built: BuiltPlan;
  readonly stages: Stages;
  readonly outputs: readonly Output[];
  readonly sidecars: readonly SidecarFile[];
  /** Files besides the images, written when the series is complete. */
  readonly others?: readonly EncodedFile[];
  /** How NeXus files are stored. */
  readonly stored?: StageValues;
  /** Masks that the images get; those that `detector.mask` names when absent. */
  readonly masks?: ImageMasks | undefined;
}

const shapeOf = ({ pixelsSlow, pixelsFast }: { readonly pixelsSlow: number; readonly pixelsFast: number }) =>
  [pixelsSlow, pixelsFast] as const;

/** What became of a series. */
export interface WrittenSeries {
  readonly kernel: string;
  /** Why `auto` took it, where more than one could be. */
  readonly kernelReason?: string;
  readonly arithmetic?: Arithmetic;
  readonly images: readonly ImageSummary[];
  /** Every file that was written. */
  readonly files: readonly string[];
}

/** Chooses the kernel of a series. What only the CPU kernel does is not left to a measurement. */
async function kernelFor(
  { sampling = {}, output }: Experiment,
  { plan }: BuiltPlan,
  images: number,
): Promise<ChosenKernel> {
  const { kernel = 'auto', precision = 'auto', tolerance, native } = sampling;
  const isFree = tolerance === undefined && precision !== 'double' && precision !== 'mixed' && native !== 'require';
  return isFree && labelFiles(output, images).length === 0
    ? chooseNodeKernel(plan, kernel, { images })
    : { kernel: await chooseKernel(plan, kernel, nodeKernels) };
}

/**
 * Computes, records and writes the images of a series on worker threads: while one is written, the next ones are recorded and
 * computed. The files of an image appear together under their names; after a failure no incomplete file is left.
 *
 * @throws BraggsimError (`data`) for a file that cannot be written, (`interrupted`) when the signal is raised
 */
export async function writeSeries(
  { experiment, built, stages, outputs, sidecars, others = [], stored = {}, masks: given }: SeriesToWrite,
  { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: (fraction: number) => void } = {},
): Promise<WrittenSeries> {
  const { panels } = built.plan.fixed;
  const count = imageCount(experiment);
  const masks = (given ?? (await readMaskFiles(experiment.detector?.mask ?? [], rawSizeOf(panels))))?.masksFor(
    panels.map(shapeOf),
  );
  const chosen = await kernelFor(experiment, built, count);
  const { kernel } = chosen;
  const runner = readoutThreads(experiment.sampling?.threads);
  const resources = { runner, readImage: readStageImage, stages: stages.readouts };
  const readout = await prepareReadout(experiment.readout ?? [], panels, experiment.seed ?? 0, resources);
  const labels = labelFiles(experiment.output, count);
  const labelNames = (index: number) => labels.map((file) => ({ file, path: nameOf(file, index) }));
  const paths = [
    ...Array.from({ length: count }, (_, index) => labelNames(index).map(({ path }) => path)).flat(),
    ...outputs.flatMap((output) => namesOf(output, count)),
    ...[...sidecars, ...others].map(({ path }) => path),
  ];
  for (const folder of new Set(paths.map((path) => dirname(path)))) makeFolder(folder);
  const opened = openOutputs(paths);
  const stacks = await seriesStacks(opened, outputs, stored);
  const recorder = await createRecorder(outputs, readout, panels, resources, stored, stacks.parametersOf);
  const images: ImageSummary[] = [];
  const files: string[] = [];
  const computed = seriesArithmetic();
  let first: ImageMetadata | undefined;
  let written: Promise<void> = Promise.resolve();
  /** Begins to write files once those before are written: the next image is recorded meanwhile. */
  const write = async (encoded: readonly EncodedFile[], summary?: ImageSummary): Promise<void> => {
    await written;
    for (const file of encoded) await stacks.write(file);
    written = opened.commit().then(() => {
      files.push(...encoded.map(({ path }) => path));
      if (summary) images.push(summary);
    });
    // A failure is reported to whoever awaits it.
    written.catch(() => {});
  };
  try {
    for await (const image of renderSeries(experiment, built, {
      ...{ terms: stages.terms, kernel, signal, progress },
      labels: labels.map(({ label }) => label),
    })) {
      const expected = { ...image, metadata: image.built.metadata, ...(masks && { masks }) };
      const recorded = await recorder.record(expected, signal);
      first ??= recorded.metadata;
      const ofLabels = await Promise.all(
        labelNames(image.index).map(async ({ file, path }): Promise<EncodedFile> => {
          return { path, chunks: await encodeLabel(file, image.labels, panels, recorded.metadata) };
        }),
      );
      await write([...recorded.files, ...ofLabels], recorded.summary);
      // One image is compressed while the next one is recorded.
      await stacks.settled(1);
      computed.add(image.arithmetic);
    }
    const about = first ? encodeSidecars(sidecars, { metadata: first, images: count, firstNumber: 1 }) : [];
    await write([...recorder.finish(), ...about, ...others]);
    await written;
  } catch (error) {
    await written.catch(() => {});
    if (!isBraggsimError(error, 'interrupted') || files.length === 0) throw error;
    const message = `interrupted; ${images.length} of ${count} images were finished and written`;
    throw new BraggsimError('interrupted', { message, cause: error });
  } finally {
    await opened.discard();
    await runner.close();
  }
  const arithmetic = computed.result();
  return {
    kernel: kernel.id,
    ...(chosen.reason !== undefined && { kernelReason: chosen.reason }),
    ...(arithmetic && { arithmetic }),
    images,
    files,
  };
}
