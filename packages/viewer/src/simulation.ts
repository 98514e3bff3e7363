import { samplesPerPixel } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import { buildPlan, contentHash, kernelOptions } from '@braggsim/simulate';
import { type ReadyKernel, readyKernel } from './kernels';
import type { Shot } from './messages';

/** Computes images, and keeps the kernel that is ready for the last one: turning the crystal needs no other. */
export function simulation(reflections: Promise<Reflections>) {
  let held: { readonly key: string; readonly kernel: ReadyKernel } | undefined;

  const drop = async (): Promise<void> => {
    const last = held;
    held = undefined;
    await last?.kernel.prepared.close();
  };

  /** @throws BraggsimError for impossible values, kernels that refuse the experiment, and when the signal is raised */
  return async (experiment: Experiment, asked: string, signal: AbortSignal): Promise<Shot> => {
    const list = await reflections;
    const start = performance.now();
    const { plan, metadata, warnings } = await buildPlan(experiment, { reflections: list });
    const samples = samplesPerPixel(plan);
    const key = `${asked} ${samples} ${contentHash(plan.fixed)}`;
    if (held?.key !== key) {
      await drop();
      held = { key, kernel: await readyKernel(plan, asked, kernelOptions(experiment)) };
    }
    const { id, prepared, adapter, reason } = held.kernel;
    try {
      const { photons: [photons = new Float32Array()] = [] } = await prepared.run(plan.shot, { signal });
      return {
        experiment,
        photons: Float32Array.from(photons),
        metadata,
        kernel: id,
        precision: prepared.arithmetic.precision,
        ...(adapter && { adapter }),
        ...(reason && { reason }),
        samples: samples * photons.length,
        ms: performance.now() - start,
        warnings: warnings.map(({ message }) => message),
      };
    } catch (error) {
      // What failed may have left the device in any state.
      if (!signal.aborted) await drop();
      throw error;
    }
  };
}
