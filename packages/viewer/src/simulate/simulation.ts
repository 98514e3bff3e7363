import { units } from '@braggsim/core';
import { samplesPerPixel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import { type BuiltPlan, buildPlan, contentHash, kernelOptions } from '@braggsim/simulate';
import { preparedPanel } from '../files/load-image';
import type { LoadedImage } from '../files/messages';
import { type ReadyKernel, readyKernel } from './kernels';
import type { Shot } from './messages';

/** Kernels that are kept: one for previews and one for full pictures. */
const KEPT = 2;

/** Makes the photons of a simulation ready to be drawn. */
function imageOf({ plan, metadata }: BuiltPlan, photons: readonly ArrayLike<number>[]): LoadedImage {
  return {
    name: 'simulation',
    panels: photons.map((values, p) => {
      const { pixelsSlow, pixelsFast } = plan.fixed.panels[p] as BuiltPlan['plan']['fixed']['panels'][number];
      return preparedPanel(Float32Array.from(values), [pixelsSlow, pixelsFast], undefined, metadata, p);
    }),
    metadata,
    unknown: [],
    header: {
      wavelength: `${units.toAngstrom(metadata.beam.wavelength).toPrecision(6)} Å`,
      'spindle angle': `${units.toDegrees(metadata.scan.start).toFixed(3)} deg`,
    },
    warnings: [],
  };
}

/** Creates a function that computes images. It keeps prepared kernels for the next images, which can use them unless the plan changes. */
export function simulation(reflections: Promise<Reflections>) {
  let kept: { readonly key: string; readonly kernel: ReadyKernel }[] = [];

  const drop = async (entries: typeof kept): Promise<void> => {
    kept = kept.filter((entry) => !entries.includes(entry));
    for (const { kernel } of entries) await kernel.prepared.close();
  };

  /** @throws BraggsimError for invalid values, for kernels that refuse the experiment, and when the signal is aborted */
  return async (experiment: Experiment, asked: string, signal: AbortSignal): Promise<Omit<Shot, 'isPreview'>> => {
    const list = experiment.structureFactors?.file ? await reflections : undefined;
    const start = performance.now();
    const built = await buildPlan(experiment, list ? { reflections: list } : {});
    const { plan, warnings } = built;
    const samples = samplesPerPixel(plan);
    const key = `${asked} ${samples} ${contentHash(plan.fixed)}`;
    let entry = kept.find((other) => other.key === key);
    if (!entry) {
      entry = { key, kernel: await readyKernel(plan, asked, kernelOptions(experiment)) };
      kept.push(entry);
      await drop(kept.slice(0, -KEPT));
    }
    const { id, prepared, adapter, reason } = entry.kernel;
    try {
      const { photons = [] } = await prepared.run(plan.shot, { signal });
      const image = imageOf(built, photons);
      return {
        experiment,
        image,
        kernel: id,
        precision: prepared.arithmetic.precision,
        ...(adapter && { adapter }),
        ...(reason && { reason }),
        samples: samples * image.panels.reduce((sum, { pixels }) => sum + pixels.length, 0),
        ms: performance.now() - start,
        warnings: warnings.map(({ message }) => message),
      };
    } catch (error) {
      // The device may be in any state after an error.
      if (!signal.aborted) await drop(kept);
      throw error;
    }
  };
}
