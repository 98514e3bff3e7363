import type { Image } from '@braggsim/core/derived';
import type { Kernel, Registry, RunOptions } from '@braggsim/core/kernel';
import { builtinStages, type Experiment, type Label, type SimulationInputs, type Stages } from '@braggsim/experiment';
import ndarray from 'ndarray';
import { builtinKernels, chooseKernel, kernelOptions } from './kernels';
import { type LabelImages, renderLabels } from './labels';
import { checkNumbers } from './numbers';
import { type BuiltPlan, buildPlan } from './plan';

/** Options of a simulation besides its experiment. */
export interface SimulateOptions extends Pick<RunOptions, 'signal' | 'progress'> {
  readonly inputs?: SimulationInputs;
  /** All stages, with those of plug-ins; the built-in ones by default. */
  readonly stages?: Stages;
  readonly kernels?: Registry<Kernel>;
  /** Labels that are computed besides the photons. */
  readonly labels?: readonly Label[];
}

/** Expected photons per pixel, with the quantities that they follow from. */
export interface Simulation extends Image, Pick<BuiltPlan, 'derived' | 'compatibility' | 'steps' | 'warnings'> {
  /** Labels of the image that were asked for: of each panel the mean photon energy (eV), and planes of h, k and l. */
  readonly labels: LabelImages;
}

/**
 * Computes the image of an experiment: panels of float32 arrays [slow, fast] of expected photons.
 *
 * @throws BraggsimError for an invalid experiment, for a kernel that refuses it, and (`interrupted`) when the signal is
 * raised
 */
export async function simulate(experiment: Experiment, options: SimulateOptions = {}): Promise<Simulation> {
  const { inputs = {}, stages = builtinStages, kernels = builtinKernels, labels: wanted = [], ...run } = options;
  const built = await buildPlan(experiment, inputs, stages);
  const kernel = await chooseKernel(built.plan, experiment.sampling?.kernel, kernels);
  const prepared = await kernel.prepare(built.plan.fixed, stages.terms, kernelOptions(experiment));
  try {
    const { photons = [] } = await prepared.run(built.plan.shot, run);
    await checkNumbers(built.plan, stages.terms, photons, kernel.id);
    const { derived, compatibility, metadata, steps, warnings } = built;
    const panels = photons.map((data, i) => {
      const panel = built.plan.fixed.panels[i] as BuiltPlan['plan']['fixed']['panels'][number];
      return ndarray(data, [panel.pixelsSlow, panel.pixelsFast]);
    });
    const labels = await renderLabels(prepared, built.plan.shot, wanted, run);
    return { panels, metadata, derived, compatibility, steps, warnings, labels };
  } finally {
    await prepared.close();
  }
}
