import { samplesPerPixel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import { buildPlan, contentHash, kernelOptions } from '@braggsim/simulate';
import { type ReadyKernel, readyKernel } from './kernels';
import type { Shot } from './messages';

/** Creates a function that computes images. It keeps the prepared kernel for the next image, which can use it unless the plan changes. */
export function simulation(reflections: Promise<Reflections>) {
  let current: { readonly key: string; readonly kernel: ReadyKernel } | undefined;

  const drop = async (): Promise<void> => {
    const last = current;
    current = undefined;
    await last?.kernel.prepared.close();
  };

  /** @throws BraggsimError for invalid values, for kernels that refuse the experiment, and when the signal is aborted */
  return async (experiment: Experiment, asked: string, signal: AbortSignal): Promise<Shot> => {
    const list = await reflections;
    const start = performance.now();
    const { plan, metadata, warnings } = await buildPlan(experiment, { reflections: list });
    const samples = samplesPerPixel(plan);
    const key = `${asked} ${samples} ${contentHash(plan.fixed)}`;
    if (current?.key !== key) {
      await drop();
      current = { key, kernel: await readyKernel(plan, asked, kernelOptions(experiment)) };
    }
    const { id, prepared, adapter, reason } = current.kernel;
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
      // The device may be in any state after an error.
      if (!signal.aborted) await drop();
      throw error;
    }
  };
}
