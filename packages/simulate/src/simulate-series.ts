import { usageError, type Warning } from '@braggsim/core';
import type { PixelMask } from '@braggsim/core/derived';
import type { Arithmetic, Kernel, Registry, RunOptions } from '@braggsim/core/kernel';
import { builtinStages, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { builtinKernels, chooseKernel } from './kernels';
import { encodeLabel, labelFiles } from './labels';
import { isSidecar, nameOf, outputsOf } from './outputs';
import { buildPlan } from './plan';
import { prepareReadout, type ReadoutResources } from './readout';
import { createRecorder, type ExpectedImage, type RecordedImage } from './recorder';
import { imageCount, renderSeries } from './series';

/** Options of a series besides its experiment. */
export interface SeriesOptions extends Pick<RunOptions, 'signal' | 'progress'> {
  /** Contents of the files that the experiment names. */
  readonly inputs?: SimulationInputs;
  /** All stages, with those of plug-ins; the built-in ones by default. */
  readonly stages?: Stages;
  /** Kernels by name; on Node, `nodeKernels` of `@braggsim/simulate/node` compute on worker threads. */
  readonly kernels?: Registry<Kernel>;
  /** The mask of each panel that the images get, where `detector.mask` names files: `readMaskFiles` of `@braggsim/simulate/node` reads them. */
  readonly masks?: readonly (PixelMask | undefined)[];
  /** Applies the readout, and reads the images that its stages name. */
  readonly readout?: Omit<ReadoutResources, 'stages'>;
}

/** An image of a series, before and after its readout, with the files that it completed. */
export interface SeriesImage extends ExpectedImage, RecordedImage {
  /** How the image was computed. */
  readonly arithmetic: Arithmetic;
  /** Warnings about the experiment, the same for all images. */
  readonly warnings: readonly Warning[];
}

/**
 * Checks that outputs can be made without a disk.
 *
 * @throws BraggsimError (`usage`) for outputs that only Node can write
 */
function checkOutputs({ output = [] }: Experiment): void {
  const sidecar = output.find(isSidecar);
  if (sidecar === undefined) return;
  throw usageError(
    `'${sidecar}' describes files on a disk: use writeSeries of @braggsim/simulate/node, or leave it out of the outputs`,
  );
}

/**
 * Computes, records and encodes the images of an experiment one after the other. Each comes with the files of the
 * experiment's outputs that it completed, as names and bytes; what holds the whole series comes with the last image.
 * Nothing is written, so that it runs in a browser as well.
 *
 * @throws BraggsimError for anything wrong with the experiment, for a kernel that refuses it and (`interrupted`) when the
 * signal is raised
 */
export async function* simulateSeries(
  experiment: Experiment,
  options: SeriesOptions = {},
): AsyncGenerator<SeriesImage> {
  const { inputs = {}, stages = builtinStages, kernels = builtinKernels, signal, progress } = options;
  checkOutputs(experiment);
  const { masks } = options;
  if (experiment.detector?.mask?.length && !masks) {
    throw usageError('detector.mask names files, and no files are read here: give their masks as the option masks');
  }
  const built = await buildPlan(experiment, inputs, stages);
  const count = imageCount(experiment);
  const { panels } = built.plan.fixed;
  const kernel = await chooseKernel(built.plan, experiment.sampling?.kernel, kernels);
  const resources: ReadoutResources = { ...options.readout, stages: stages.readouts };
  const outputs = await outputsOf(experiment.output ?? [], count, experiment.readout, stages.codecs);
  const readout = await prepareReadout(experiment.readout ?? [], panels, experiment.seed ?? 0, resources);
  const recorder = await createRecorder(experiment.output?.length ? outputs : [], readout, panels, resources);
  const labels = labelFiles(experiment.output, count);
  const rendering = renderSeries(experiment, built, {
    ...{ terms: stages.terms, kernel, signal, progress },
    labels: labels.map(({ label }) => label),
  });
  for await (const { index, startDeg, photons, brightness, built: image, arithmetic, labels: found } of rendering) {
    const expected = { index, startDeg, photons, brightness, metadata: image.metadata, ...(masks && { masks }) };
    const recorded = await recorder.record(expected, signal);
    const ofLabels = await Promise.all(
      labels.map(async (file) => ({
        path: nameOf(file, index),
        chunks: await encodeLabel(file, found, panels, recorded.metadata),
      })),
    );
    const last = index === count - 1 ? recorder.finish() : [];
    const files = [...recorded.files, ...ofLabels, ...last];
    yield { ...expected, ...recorded, files, arithmetic, warnings: built.warnings };
  }
}
