import type { Term } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { Kernel, KernelOptions, Plan, Registry } from '@braggsim/core/kernel';
import type { Experiment, SimulationInputs, Stages } from '@braggsim/experiment';
import { type BuiltPlan, buildPlan, chooseKernel } from '@braggsim/simulate';

/** Noise-free photons of a panel, [slow, fast]. */
export type Photons = Float32Array;

/** What images are computed with. */
export interface ImageResources {
  readonly stages: Stages;
  readonly kernels?: Registry<Kernel> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Computes noise-free images of the shots of a data set. */
export interface ShotImages {
  /** Computes the photons of the crystals of an experiment without background. */
  spots(
    experiment: Experiment,
    inputs: SimulationInputs,
  ): Promise<{ readonly photons: Photons; readonly built: BuiltPlan }>;
  /** Computes the background of an experiment without crystal; that of the last shot where nothing that it depends on differs. */
  background(experiment: Experiment, inputs: SimulationInputs, size: number): Promise<Photons>;
}

/**
 * Returns the options with which a kernel gives the same bytes on every processor: one thread, plain vector instructions and a
 * fixed precision, single unless the experiment says otherwise. Native code has the bytes of WebAssembly, of whatever width.
 */
export function portableOptions({ sampling = {} }: Experiment): KernelOptions {
  const { precision = 'single', tolerance, native, vectorBits } = sampling;
  return {
    precision: precision === 'auto' ? 'single' : precision,
    ...(tolerance !== undefined && { tolerance }),
    threads: 1,
    ...(native !== undefined && { native }),
    ...(vectorBits !== undefined && { vectorBits }),
    relaxedSimd: false,
  };
}

async function render(
  experiment: Experiment,
  plan: Plan,
  terms: Registry<Term>,
  { kernels, signal }: ImageResources,
): Promise<Photons> {
  const kernel = await chooseKernel(plan, experiment.sampling?.kernel, kernels);
  const prepared = await kernel.prepare(plan.fixed, terms, portableOptions(experiment));
  try {
    const { photons = [] } = await prepared.run(plan.shot, signal ? { signal } : {});
    const [image] = photons;
    return Float32Array.from(image ?? []);
  } finally {
    await prepared.close();
  }
}

/** Sections of an experiment that its background depends on. */
const BACKGROUND_SECTIONS = [
  'beam',
  'detector',
  'goniometer',
  'beamStop',
  'absorption',
  'scan',
  'background',
  'factors',
  'compat',
  'compatibility',
] as const;

/** Creates the images of the shots of a data set. */
export function shotImages(resources: ImageResources): ShotImages {
  const { stages } = resources;
  const tables: Parameters<typeof buildPlan>[3] = { ofLists: new Map(), byEnergy: new Map() };
  let last:
    | { readonly sections: readonly unknown[]; readonly inputs: SimulationInputs; readonly photons: Photons }
    | undefined;
  return {
    spots: async (experiment, inputs) => {
      const built = await buildPlan(experiment, inputs, stages, tables);
      return { photons: await render(experiment, built.plan, stages.terms, resources), built };
    },
    background: async (experiment, inputs, size) => {
      if (!experiment.background?.length) return new Float32Array(size);
      const { oversample } = experiment.sampling ?? {};
      const sections = [oversample, ...BACKGROUND_SECTIONS.map((section) => experiment[section])];
      if (last && last.inputs === inputs && last.sections.every((section, i) => section === sections[i]))
        return last.photons;
      const { plan } = await buildPlan(experiment, inputs, stages);
      const photons = await render(experiment, plan, stages.terms, resources);
      last = { sections, inputs, photons };
      return photons;
    },
  };
}

/** Whether pixels of the one panel of a detector are measured, [slow, fast]: 1 for those that are. */
export function measuredPixels(
  { detector }: Pick<Derived, 'detector'>,
  masks: readonly (ArrayLike<number> | undefined)[],
): Uint8Array {
  const { pixelsFast, pixelsSlow, gaps = [] } = detector;
  const measured = new Uint8Array(pixelsFast * pixelsSlow).fill(1);
  for (const { fast, slow } of gaps) {
    for (let y = slow[0]; y < slow[1]; y++) measured.fill(0, y * pixelsFast + fast[0], y * pixelsFast + fast[1]);
  }
  const [mask] = masks;
  if (mask) for (let i = 0; i < measured.length; i++) if (mask[i] !== 0) measured[i] = 0;
  return measured;
}
